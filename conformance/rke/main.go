// Command rke reads a data.json the way RKE v1.4.11 does, with RKE's own packages: it decodes the file, loads it as
// RKE's metadata, lets RKE choose each version's template of each addon, renders it with RKE's engine and the data of
// that addon (data.go), and looks at what would be deployed (inspect.go).
//
//	go run . [-decode-only] [-patch PATCH [-before OLD_JSON]] DATA_JSON
//
// With -patch it also looks whether every release of a rancher-prime-patch.yaml gets the templates that it is to get:
// its own, else those of its reference; and with -before whether every other version keeps those that it had
// (patch.go).
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/blang/semver"
	"github.com/rancher/rke/metadata"
	"github.com/rancher/rke/templates"
	"github.com/rancher/rke/types/kdm"
)

// introduced names the versions that have an addon at all, where that is not every version.
var introduced = map[string][]string{
	kdm.Aci:       {">=1.17.0-alpha"},
	kdm.Nodelocal: {">=1.17.4-rancher1-1", ">=1.16.8-rancher1-1 <1.17.0-alpha", ">=1.15.11-rancher1-1 <1.16.0-alpha"},
}

// known names the addons of rancher/rke.
var known = map[string]bool{
	kdm.Calico: true, kdm.Canal: true, kdm.Flannel: true, kdm.Weave: true, kdm.Aci: true, kdm.CoreDNS: true,
	kdm.KubeDNS: true, kdm.MetricsServer: true, kdm.NginxIngress: true, kdm.Nodelocal: true,
}

var passed, failed int

// check counts one check, and prints it if it failed.
func check(what string, err error) bool {
	if err != nil {
		failed++
		fmt.Printf("FAILED %s: %v\n", what, err)
		return false
	}
	passed++
	return true
}

func main() {
	decodeOnly := flag.Bool("decode-only", false, "decode the file and do nothing else")
	patch := flag.String("patch", "", "look whether the releases of this patch get their templates")
	before := flag.String("before", "", "look whether the versions of this data.json keep their templates")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: rke [-decode-only] [-patch PATCH [-before OLD_JSON]] DATA_JSON")
		os.Exit(2)
	}
	data, err := decode(flag.Arg(0))
	if !check("decode", err) || *decodeOnly {
		report()
	}
	if check("load as RKE's metadata", load(flag.Arg(0))) && *patch != "" {
		checkPatch(data, *patch, *before)
	}
	if *before == "" {
		for _, version := range sorted(data.K8sVersionRKESystemImages) {
			for _, addon := range sorted(data.K8sVersionedTemplates) {
				if addon != kdm.TemplateKeys {
					checkAddon(data, version, addon)
				}
			}
		}
	}
	report()
}

func report() {
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
	os.Exit(0)
}

func decode(path string) (data kdm.Data, err error) {
	text, err := os.ReadFile(path)
	if err == nil {
		data, err = kdm.FromData(text)
	}
	return data, err
}

// load has RKE read the file itself, and looks whether RKE can deploy its default version.
func load(path string) error {
	path, err := filepath.Abs(path) // RKE fetches what begins with http
	if err == nil {
		os.Setenv(metadata.RancherMetadataURLEnv, path)
		err = metadata.InitMetadata(context.Background())
	}
	if _, ok := metadata.K8sVersionToRKESystemImages[metadata.DefaultK8sVersion]; err == nil && !ok {
		err = fmt.Errorf("the default version %q is none that RKE can deploy", metadata.DefaultK8sVersion)
	}
	return err
}

// checkAddon has RKE choose an addon's template for a version and renders it.
func checkAddon(data kdm.Data, version, addon string) {
	matching, err := matches(version, sorted(data.K8sVersionedTemplates[addon]))
	if err == nil && len(matching) == 0 && !known[addon] {
		return // an addon of a patch, for its own versions
	}
	if err == nil && len(matching) == 0 && introduced[addon] != nil {
		if within, err := matches(version, introduced[addon]); err == nil && len(within) == 0 {
			return // older than the addon
		}
	}
	if err == nil && len(matching) != 1 {
		err = fmt.Errorf("%d ranges match, not one: %q", len(matching), matching)
	}
	var text string
	if err == nil {
		text, err = templates.GetVersionedTemplates(addon, nil, version)
	}
	if err == nil && text == "" {
		err = fmt.Errorf("template %q has no text", data.K8sVersionedTemplates[addon][matching[0]])
	}
	if !check(version+" "+addon+": template", err) {
		return
	}
	images := data.K8sVersionRKESystemImages[version]
	for _, rbac := range []string{"rbac", "none"} {
		for _, options := range []string{"no", "all"} {
			if input := addonData(addon, version, images, rbac, options == "all"); input != nil {
				err := inspect(text, input, images)
				check(fmt.Sprintf("%s %s: rendered with RBACConfig %q and %s options", version, addon, rbac, options), err)
			}
		}
	}
}

// matches returns the ranges that hold a version, both read as RKE reads them.
func matches(version string, ranges []string) (matching []string, err error) {
	parsed, err := semver.Make(strings.TrimPrefix(version, "v"))
	for _, text := range ranges {
		holds, rangeErr := semver.ParseRange(text)
		if rangeErr != nil {
			return nil, fmt.Errorf("range %q: %v", text, rangeErr)
		}
		if holds(parsed) {
			matching = append(matching, text)
		}
	}
	return matching, err
}

func sorted[V any](table map[string]V) (keys []string) {
	for key := range table {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
