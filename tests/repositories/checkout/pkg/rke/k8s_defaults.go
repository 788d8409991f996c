package rke

import (
	"encoding/json"
	"os"

	"github.com/rancher/kontainer-driver-metadata/pkg/rke/templates"
	"github.com/rancher/rke/types/image"
	"github.com/rancher/rke/types/kdm"
	"sigs.k8s.io/yaml"
)

var (
	// DriverData is what ships. Nothing below is read by kdm.
	DriverData kdm.Data
	m          = image.Mirror
)

func initData() {
	DriverData = kdm.Data{
		K8sVersionRKESystemImages: loadK8sRKESystemImages(),
		K3S:                       map[string]interface{}{},
		RKE2:                      map[string]interface{}{},
	}
	DriverData.RKEDefaultK8sVersions = loadRKEDefaultK8sVersions()
	DriverData.RancherDefaultK8sVersions = loadRancherDefaultK8sVersions()
	DriverData.K8sVersionedTemplates = templates.LoadK8sVersionedTemplates()
	DriverData.K8sVersionServiceOptions = loadK8sVersionServiceOptions()
	DriverData.K8sVersionInfo = loadK8sVersionInfo()
	DriverData.K8sVersionWindowsServiceOptions = loadK8sVersionWindowsServiceOptions()
	DriverData.K8sVersionDockerInfo = loadK8sVersionDockerInfo()
	DriverData.CisConfigParams = loadCisConfigParams()
	DriverData.CisBenchmarkVersionInfo = loadCisBenchmarkVersionInfo()
	for file, data := range map[string]map[string]interface{}{
		"channels.yaml": DriverData.K3S, "channels-rke2.yaml": DriverData.RKE2,
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		if err := yaml.Unmarshal(text, &data); err != nil {
			panic(err)
		}
	}
}

// GenerateData writes data.json.
func GenerateData() {
	initData()
	text, _ := json.MarshalIndent(DriverData, "", " ")
	if err := os.WriteFile("data/data.json", text, 0o644); err != nil {
		panic(err)
	}
}
