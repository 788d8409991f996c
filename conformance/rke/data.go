package main

import (
	"net"
	"strings"

	v3 "github.com/rancher/rke/types"
	"github.com/rancher/rke/types/kdm"
	appsv1 "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// The data that RKE v1.4.11 hands to a template (its package cluster, addons.go and network.go). A struct has exactly
// the fields of RKE's: an unknown one is an error there and here. RKE's own package is not imported: it would bring
// 50 more modules (Docker, etcd, kubectl, AWS), and two of its types and all network data are private to it.
type (
	common struct {
		RBACConfig   string
		NodeSelector map[string]string
	}
	kubeDNS struct {
		common
		KubeDNSImage, DNSMasqImage, KubeDNSAutoScalerImage, KubeDNSSidecarImage string
		ClusterDomain, ClusterDNSServer, LinearAutoscalerParams                 string
		ReverseCIDRs, UpstreamNameservers                                       []string
		StubDomains                                                             map[string][]string
		UpdateStrategy                                                          *appsv1.DeploymentStrategy
		Tolerations                                                             []v1.Toleration
		KubeDNSPriorityClassName, KubeDNSAutoscalerPriorityClassName            string
	}
	coreDNS struct {
		common
		CoreDNSImage, CoreDNSAutoScalerImage                         string
		ClusterDomain, ClusterDNSServer, LinearAutoscalerParams      string
		ReverseCIDRs, UpstreamNameservers                            []string
		UpdateStrategy                                               *appsv1.DeploymentStrategy
		Tolerations                                                  []v1.Toleration
		CoreDNSPriorityClassName, CoreDNSAutoscalerPriorityClassName string
	}
	nodelocal struct {
		common
		NodelocalImage, ClusterDomain, ClusterDNSServer, IPAddress string
		UpdateStrategy                                             *appsv1.DaemonSetUpdateStrategy
		NodeLocalDNSPriorityClassName                              string
	}
	metricsServer struct {
		common
		Options                        map[string]string
		MetricsServerImage, Version    string
		UpdateStrategy                 *appsv1.DeploymentStrategy
		Replicas                       *int32
		Tolerations                    []v1.Toleration
		MetricsServerPriorityClassName string
	}
	nginxIngress struct {
		common
		Options, ExtraArgs                                                           map[string]string
		ExtraEnvs                                                                    []v3.ExtraEnv
		ExtraVolumes                                                                 []v3.ExtraVolume
		ExtraVolumeMounts                                                            []v3.ExtraVolumeMount
		DNSPolicy, NetworkMode                                                       string
		AlpineImage, IngressImage, IngressBackend, IngressWebhook                    string
		HTTPPort, HTTPSPort                                                          int
		DefaultBackend, DefaultIngressClass                                          bool
		UpdateStrategy                                                               *appsv1.DaemonSetUpdateStrategy
		Tolerations                                                                  []v1.Toleration
		NginxIngressControllerPriorityClassName, DefaultHTTPBackendPriorityClassName string
	}
	addresses struct{ Start, End net.IP }
	network   struct {
		Subnet  net.IPNet
		Gateway net.IP
	}
)

// aciOptions are the options of ACI with RKE's defaults; those that a user has to give have a value of ours.
const aciOptions = `SystemIdentifier=demo Token=token ApicUserName=admin ApicUserKey=a2V5 ApicUserCrt=Y3J0 ApicRefreshTime=1200 VmmDomain=demo
VmmController=demo EncapType=vxlan McastRangeStart=225.20.1.1 McastRangeEnd=225.20.255.255 AEP=demo VRFName=demo VRFTenant=common L3Out=demo
ServiceGraphSubnet=10.5.168.1/21 KubeAPIVlan=10 ServiceVlan=11 InfraVlan=12 ImagePullPolicy=Always ImagePullSecret= Tenant=demo
ServiceMonitorInterval=5 PBRTrackingNonSnat=false InstallIstio=false IstioProfile=demo DropLogEnable=true ControllerLogLevel=info
HostAgentLogLevel=info OpflexAgentLogLevel=info OVSMemoryLimit=1Gi OVSMemoryRequest=128Mi UseAciCniPriorityClass=false NoPriorityClass=false
MaxNodesSvcGraph=32 SnatContractScope=global PodSubnetChunkSize=32 EnableEndpointSlice=false SnatNamespace=aci-containers-system EpRegistry=
OpflexMode= SnatPortRangeStart=5000 SnatPortRangeEnd=65000 SnatPortsPerNode=3000 OpflexClientSSL=true UsePrivilegedContainer=false
UseHostNetnsVolume=false UseOpflexServerVolume=false KafkaClientCrt= KafkaClientKey= SubnetDomainName= CApic=false UseAciAnywhereCRD=false
OverlayVRFName= GbpPodSubnet= RunGbpContainer=false RunOpflexServerContainer=false OpflexServerPort= DurationWaitForNetwork=210
DisableWaitForNetwork=false UseClusterRole=true ApicSubscriptionDelay=0 ApicRefreshTickerAdjust=0 DisablePeriodicSnatGlobalInfoSync=false
OpflexDeviceDeleteTimeout=0 MTUHeadRoom=0 NodePodIfEnable=false SriovEnable=false MultusDisable=true NoWaitForServiceEpReadiness=false
AddExternalSubnetsToRdconfig=false ServiceGraphEndpointAddDelay=0 HppOptimization=false SleepTimeSnatGlobalInfoSync=0
OpflexAgentOpflexAsyncjsonEnabled=false OpflexAgentOvsAsyncjsonEnabled=false OpflexAgentPolicyRetryDelayTimer=10 AciMultipod=false
OpflexDeviceReconnectWaitTimeout=5 AciMultipodUbuntu=false DhcpRenewMaxRetryCount=0 DhcpDelay=0 UseSystemNodePriorityClass=false
AccProvisionOperatorMemoryRequest= AccProvisionOperatorMemoryLimit= AciContainersControllerMemoryRequest= AciContainersControllerMemoryLimit=
AciContainersHostMemoryRequest= AciContainersHostMemoryLimit= AciContainersOperatorMemoryRequest= AciContainersOperatorMemoryLimit=
McastDaemonMemoryRequest= McastDaemonMemoryLimit= OpflexAgentMemoryRequest= OpflexAgentMemoryLimit= AciContainersMemoryRequest=
AciContainersMemoryLimit=`

// addonData is what RKE renders an addon with: for a cluster without any option, or with every option that an addon
// knows; nil for an addon that RKE has no code for.
func addonData(addon, version string, images v3.RKESystemImages, rbac string, full bool) interface{} {
	const cidr, domain, dns, params = "10.42.0.0/16", "cluster.local", "10.43.0.10", `{"coresPerReplica":128,"nodesPerReplica":4,"min":1,"preventSinglePointFailure":true}`
	one, quarter, replicas := intstr.FromInt(1), intstr.FromString("25%"), int32(1)
	daemonSet := &appsv1.DaemonSetUpdateStrategy{Type: appsv1.RollingUpdateDaemonSetStrategyType, RollingUpdate: &appsv1.RollingUpdateDaemonSet{MaxUnavailable: &one}}
	deployment := &appsv1.DeploymentStrategy{Type: appsv1.RollingUpdateDeploymentStrategyType, RollingUpdate: &appsv1.RollingUpdateDeployment{MaxUnavailable: &quarter, MaxSurge: &quarter}}
	var class, iface string
	var reverse, upstream []string
	var selector, options map[string]string
	var stubs map[string][]string
	var tolerations []v1.Toleration
	if full {
		class, iface, reverse, upstream = "system-node-critical", "eth0", []string{"10.0.0.0/8"}, []string{"1.1.1.1", "8.8.4.4"}
		selector, options = map[string]string{"role": "system"}, map[string]string{"v": "2"}
		stubs = map[string][]string{"example.com": {"10.1.1.1"}}
		tolerations = []v1.Toleration{{Key: "role", Operator: v1.TolerationOpEqual, Value: "system", Effect: v1.TaintEffectNoSchedule}}
	}
	common := common{rbac, selector}
	backend := map[string]interface{}{"Type": "vxlan", "VNI": 1, "Port": 8472}
	const kubeconfig, certs, flexVol = "/etc/kubernetes/ssl/kubecfg-kube-node.yaml", "/etc/kubernetes/ssl/kube-", "/usr/libexec/kubernetes/kubelet-plugins/volume/exec/nodeagent~uds"
	switch addon {
	case kdm.KubeDNS:
		return kubeDNS{common, images.KubeDNS, images.DNSmasq, images.KubeDNSAutoscaler, images.KubeDNSSidecar, domain, dns, params, reverse, upstream, stubs, deployment, tolerations, class, class}
	case kdm.CoreDNS:
		return coreDNS{common, images.CoreDNS, images.CoreDNSAutoscaler, domain, dns, params, reverse, upstream, deployment, tolerations, class, class}
	case kdm.Nodelocal:
		if !full {
			daemonSet = nil
		}
		return nodelocal{common, images.Nodelocal, domain, dns, "169.254.20.10", daemonSet, class}
	case kdm.MetricsServer:
		tag := images.MetricsServer[strings.LastIndex(images.MetricsServer, ":")+1:]
		return metricsServer{common, options, images.MetricsServer, minor(tag), deployment, &replicas, tolerations, class}
	case kdm.NginxIngress:
		ingress := nginxIngress{common: common, Options: options, ExtraArgs: map[string]string{"watch-ingress-without-class": "true"}, NetworkMode: "hostNetwork",
			IngressImage: images.Ingress, IngressBackend: images.IngressBackend, IngressWebhook: images.IngressWebhook, HTTPPort: 80, HTTPSPort: 443,
			DefaultBackend: full, DefaultIngressClass: true, UpdateStrategy: daemonSet, Tolerations: tolerations, NginxIngressControllerPriorityClassName: class}
		if full {
			ingress.ExtraEnvs, ingress.NetworkMode, ingress.DNSPolicy = []v3.ExtraEnv{{EnvVar: v1.EnvVar{Name: "A", Value: "b"}}}, "hostPort", "ClusterFirst"
		}
		return ingress
	case kdm.Flannel:
		return map[string]interface{}{"RBACConfig": rbac, "NodeSelector": selector, "UpdateStrategy": daemonSet, "ClusterCIDR": cidr, "Image": images.Flannel,
			"CNIImage": images.FlannelCNI, "FlannelInterface": iface, "FlannelBackend": backend, "ClusterVersion": minor(version),
			"KubeFlannelPriorityClassName": class}
	case kdm.Calico:
		return map[string]interface{}{"RBACConfig": rbac, "NodeSelector": selector, "UpdateStrategy": daemonSet, "ClusterCIDR": cidr, "KubeCfg": kubeconfig,
			"CNIImage": images.CalicoCNI, "NodeImage": images.CalicoNode, "Calicoctl": images.CalicoCtl, "ControllersImage": images.CalicoControllers,
			"FlexVolImg": images.CalicoFlexVol, "FlexVolPluginDir": flexVol, "CloudProvider": "none", "MTU": 0, "Tolerations": tolerations,
			"CalicoNodePriorityClassName": class, "CalicoKubeControllersPriorityClassName": class}
	case kdm.Canal:
		return map[string]interface{}{"RBACConfig": rbac, "NodeSelector": selector, "UpdateStrategy": daemonSet, "ClusterCIDR": cidr, "KubeCfg": kubeconfig,
			"ClientCertPath": certs + "node.pem", "ClientKeyPath": certs + "node-key.pem", "ClientCAPath": certs + "ca.pem", "APIRoot": "https://127.0.0.1:6443",
			"NodeImage": images.CanalNode, "CNIImage": images.CanalCNI, "ControllersImage": images.CanalControllers, "CanalFlannelImg": images.CanalFlannel,
			"FlexVolImg": images.CanalFlexVol, "FlexVolPluginDir": flexVol, "CanalInterface": iface, "FlannelBackend": backend, "MTU": 0,
			"Tolerations": tolerations, "CanalPriorityClassName": class, "CalicoKubeControllersPriorityClassName": class}
	case kdm.Weave:
		return map[string]interface{}{"RBACConfig": rbac, "NodeSelector": selector, "UpdateStrategy": daemonSet, "ClusterCIDR": cidr, "Image": images.WeaveNode,
			"CNIImage": images.WeaveCNI, "WeaveLoopbackImage": images.Alpine, "WeavePassword": iface, "MTU": 0, "WeaveNetPriorityClassName": class}
	case kdm.Aci:
		return aciData(cidr, images, full)
	}
	return nil
}

func aciData(cidr string, images v3.RKESystemImages, full bool) map[string]interface{} {
	gateway, subnet, _ := net.ParseCIDR(cidr)
	pool, quoted := []addresses{{gateway, gateway}}, []string{`"` + cidr + `"`}
	data := map[string]interface{}{"ApicHosts": []string{"10.0.0.1"}, "NodeSubnet": quoted, "L3OutExternalNetworks": []string{"demo"},
		"DynamicExternalSubnet": quoted, "StaticExternalSubnet": quoted, "ClusterCIDR": cidr, "PodNetwork": []network{{*subnet, gateway}}, "PodIPPool": pool,
		"StaticServiceIPPool": pool, "ServiceIPPool": pool, "PodSubnet": quoted, "NodeServiceIPStart": gateway, "NodeServiceIPEnd": gateway,
		"KafkaBrokers": []string(nil), "ServiceGraphEndpointAddServices": []map[string]string(nil), "MTU": 0,
		"AciCniDeployContainer": images.AciCniDeployContainer, "AciHostContainer": images.AciHostContainer, "AciOpflexContainer": images.AciOpflexContainer,
		"AciMcastContainer": images.AciMcastContainer, "AciOpenvSwitchContainer": images.AciOpenvSwitchContainer,
		"AciControllerContainer": images.AciControllerContainer, "AciGbpServerContainer": images.AciGbpServerContainer,
		"AciOpflexServerContainer": images.AciOpflexServerContainer}
	for _, option := range strings.Fields(aciOptions) {
		name, value, _ := strings.Cut(option, "=")
		data[name] = value
	}
	if full && images.AciGbpServerContainer != "" {
		data["RunGbpContainer"], data["RunOpflexServerContainer"] = "true", "true"
	}
	return data
}

// minor is the v1.26 of v1.26.9-rancher1-1; nothing where there is none, as in RKE.
func minor(version string) string {
	if parts := strings.Split(version, "."); len(parts) > 1 {
		return parts[0] + "." + parts[1]
	}
	return ""
}
