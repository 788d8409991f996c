package main

import (
	"fmt"
	"os"

	"github.com/rancher/rke/types/kdm"
	"sigs.k8s.io/yaml"
)

// patchFile is what matters here of a rancher-prime-patch.yaml.
type patchFile struct {
	Releases []struct {
		Version, ReferenceVersion string
		AddonTemplates            map[string]string
	}
}

// checkPatch has RKE choose the templates of the patch's releases, and of the versions that were there before.
func checkPatch(data kdm.Data, patchPath, beforePath string) {
	var patch patchFile
	text, err := os.ReadFile(patchPath)
	if err == nil {
		err = yaml.Unmarshal(text, &patch)
	}
	if !check("read the patch", err) {
		return
	}
	for _, release := range patch.Releases {
		if _, ok := data.K8sVersionRKESystemImages[release.Version]; !ok {
			check(release.Version, fmt.Errorf("it has no system images"))
		}
		for _, addon := range sorted(data.K8sVersionedTemplates) {
			if addon == kdm.TemplateKeys {
				continue
			}
			want, own := release.AddonTemplates[addon]
			if !own {
				if release.ReferenceVersion == "" {
					continue
				}
				want = chosen(data, release.ReferenceVersion, addon)
			}
			same(release.Version+" "+addon, chosen(data, release.Version, addon), want)
		}
	}
	if beforePath == "" {
		return
	}
	before, err := decode(beforePath)
	if !check("decode the file before", err) {
		return
	}
	for _, version := range sorted(before.K8sVersionRKESystemImages) {
		for _, addon := range sorted(before.K8sVersionedTemplates) {
			if addon != kdm.TemplateKeys {
				same(version+" "+addon, chosen(data, version, addon), chosen(before, version, addon))
			}
		}
	}
}

// chosen is the text of the one template that a version may get, by the ranges as RKE reads them (checkAddon has RKE
// choose by itself); of several RKE would take any.
func chosen(data kdm.Data, version, addon string) string {
	matching, err := matches(version, sorted(data.K8sVersionedTemplates[addon]))
	if err != nil || len(matching) > 1 {
		return fmt.Sprintf("%q match: %v", matching, err)
	}
	if len(matching) == 0 {
		return ""
	}
	return data.K8sVersionedTemplates[kdm.TemplateKeys][data.K8sVersionedTemplates[addon][matching[0]]]
}

func same(what, found, want string) {
	var err error
	if found != want {
		err = fmt.Errorf("the template is another one: %.60q, not %.60q", found, want)
	}
	check(what, err)
}
