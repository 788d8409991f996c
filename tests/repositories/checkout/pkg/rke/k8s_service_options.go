package rke

import (
	"fmt"

	v3 "github.com/rancher/rke/types"
)

const (
	plugins = "NamespaceLifecycle,LimitRanger"
	keyPath = "/etc/kubernetes/ssl/" + "key.pem"
)

func loadK8sVersionServiceOptions() map[string]v3.KubernetesServicesOptions {
	return map[string]v3.KubernetesServicesOptions{
		"v1.25": {
			KubeAPI: getKubeAPIOptions(),
			Kubelet: getKubeletOptions(),
		},
		"v1.26": {
			Etcd:    map[string]string{},
			KubeAPI: getKubeAPIOptions126(),
			Kubelet: getKubeletOptions126(),
		},
	}
}

func getKubeAPIOptions() map[string]string {
	data := map[string]string{
		"enable-admission-plugins":    plugins,
		"insecure-port":               "0",
		"service-account-signing-key": keyPath,
	}
	return data
}

func getKubeAPIOptions126() map[string]string {
	kubeAPIOptions := getKubeAPIOptions()
	kubeAPIOptions["enable-admission-plugins"] = fmt.Sprintf("%s,%s", kubeAPIOptions["enable-admission-plugins"], "Priority")
	delete(kubeAPIOptions, "insecure-port")
	return kubeAPIOptions
}

func getKubeletOptions() map[string]string {
	return map[string]string{
		"eviction-hard":  "memory.available<100Mi&nodefs.available<10%",
		"network-plugin": "cni",
	}
}

func getKubeletOptions126() map[string]string {
	kubeletOptions := getKubeletOptions()
	// gone with the dockershim
	delete(kubeletOptions, "network-plugin")
	return kubeletOptions
}
