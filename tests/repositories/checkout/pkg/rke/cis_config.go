package rke

import (
	"github.com/rancher/rke/types/kdm"
)

const reasonForPSP = `Enabling this policy can cause
applications to fail.`

var rkeCIS17Skipped = map[string]string{
	"5.2.2": reasonForPSP,
	"5.2.3": reasonForPSP,
}

func loadCisConfigParams() map[string]kdm.CisConfigParams {
	return map[string]kdm.CisConfigParams{
		"default": {BenchmarkVersion: "rke-cis-1.7"},
		"v1.25":   {},
	}
}

func loadCisBenchmarkVersionInfo() map[string]kdm.CisBenchmarkVersionInfo {
	return map[string]kdm.CisBenchmarkVersionInfo{
		"rke-cis-1.7": {
			Managed:              true,
			MinKubernetesVersion: "1.25",
			SkippedChecks:        rkeCIS17Skipped,
		},
	}
}
