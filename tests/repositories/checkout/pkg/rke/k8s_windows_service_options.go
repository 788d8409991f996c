package rke

import v3 "github.com/rancher/rke/types"

func loadK8sVersionWindowsServiceOptions() map[string]v3.KubernetesServicesOptions {
	return map[string]v3.KubernetesServicesOptions{
		"v1.25": {Kubelet: getWindowsKubeletOptions()},
	}
}

func getWindowsKubeletOptions() map[string]string {
	kubeletOptions := getKubeletOptions()

	kubeletOptions["resolv-conf"] = "''"
	kubeletOptions["cni-bin-dir"] = "[PREFIX_PATH]/opt/cni/bin"

	return kubeletOptions
}
