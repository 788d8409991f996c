package rke

import v3 "github.com/rancher/rke/types"

func loadRancherDefaultK8sVersions() map[string]string {
	return map[string]string{
		"2.7": "v1.25.x",
		// what all others take
		"default": "v1.26.x",
	}
}

func loadRKEDefaultK8sVersions() map[string]string {
	return map[string]string{"default": "v1.26.9-rancher1-1"}
}

/*
Nothing but the minors has bounds here.
*/
func loadK8sVersionInfo() map[string]v3.K8sVersionInfo {
	return map[string]v3.K8sVersionInfo{
		"v1.25": {
			MinRKEVersion:     "1.4.2-rc0",
			MaxRancherVersion: "2.8.99",
		},
		"v1.26": {MinRancherVersion: "2.7.5-patch1"},
		"v1.27": {},
	}
}
