package rke

import v3 "github.com/rancher/rke/types"

func loadK8sRKESystemImages() map[string]v3.RKESystemImages {
	return map[string]v3.RKESystemImages{
		"v1.25.14-rancher1-1": {
			Etcd:       m("quay.io/coreos/etcd:v3.5.4"),
			Kubernetes: m("rancher/hyperkube:v1.25.14-rancher1"),
			CalicoCNI:  m("quay.io/calico/cni:v3.25.0"),
			CoreDNS:    m("coredns/coredns:1.9.4"),
			WeaveNode:  m("weaveworks/weave-kube:2.8.1"),
		},
		// The first with images of its own for the nodes' DNS.
		"v1.26.9-rancher1-1": {
			Etcd:                    m("quay.io/coreos/etcd:v3.5.6"),
			Kubernetes:              m("rancher/hyperkube:v1.26.9-rancher1"),
			CalicoCNI:               m("quay.io/calico/cni:v3.26.1"),
			CoreDNS:                 m("coredns/coredns:1.10.1"),
			Nodelocal:               m("k8s.gcr.io/k8s-dns-node-cache:1.22.20"),
			WeaveNode:               m("weaveworks/weave-kube:2.8.1"),
			AciOpenvSwitchContainer: m("noiro/openvswitch:6.0.3.1.81c2369"),
		},
	}
}
