package rke

func loadK8sVersionDockerInfo() map[string][]string {
	return map[string][]string{
		"1.25": {"20.10.x", "23.0.x"},
		"1.26": {},
	}
}
