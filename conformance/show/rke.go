package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/blang/semver"
	version "github.com/mcuadros/go-version"
	"github.com/rancher/rke/metadata"
	"github.com/rancher/rke/templates"
	"github.com/rancher/rke/types/kdm"
)

// load has an RKE of a version read a file.
func load(path, rke string) error {
	os.Setenv(metadata.RancherMetadataURLEnv, path)
	metadata.RKEVersion = rke
	// What RKE only ever adds to.
	metadata.K8sVersionsCurrent, metadata.K8sBadVersions = nil, map[string]bool{}
	return metadata.InitMetadata(context.Background())
}

// checkRKEs compares what RKEs know and offer.
func (file *file) checkRKEs() {
	rkes := file.some(file.rkes())
	var questions [][]string
	for _, rke := range rkes {
		questions = append(questions, []string{"rke", rke})
	}
	answers := file.ask(questions)
	path := file.extract("K8sVersionRKESystemImages", "K8sVersionInfo", "RKEDefaultK8sVersions")
	defer os.RemoveAll(filepath.Dir(path))
	for nth, rke := range rkes {
		fail(load(path, "v"+rke))
		minors := map[string]bool{}
		for _, version := range metadata.K8sVersionsCurrent {
			minors[minor(version)] = true
		}
		known, offered := map[string]bool{}, map[string]bool{}
		for version := range metadata.K8sVersionToRKESystemImages {
			known[version] = true
			// The upper bounds that RKE reads are those of minors, so a minor has a current version or offers none.
			if minors[minor(version)] {
				offered[version] = true
			}
		}
		theirs := rkeAnswer{known: known, offered: offered, deprecated: metadata.K8sBadVersions, current: metadata.K8sVersionsCurrent,
			rule: metadata.DefaultK8sVersion}
		if known[metadata.DefaultK8sVersion] {
			theirs.defaults = []string{metadata.DefaultK8sVersion}
		}
		file.checkOffers("RKE", rke, answers[nth].RKE, theirs)
	}
}

// rkeAnswer is what an RKE or a Rancher makes of the versions of RKE.
type rkeAnswer struct {
	known, offered, deprecated map[string]bool
	current                    []string
	rule                       string
	defaults                   []string // each would do; nothing where it leads to none
}

func (file *file) checkOffers(program, version string, kdms *rkeOffers, theirs rkeAnswer) {
	who, kind := program+" "+version, "versions of RKE for "+program+"s: "
	if kdms == nil {
		file.disagree(kind+"all", who, "nothing", "something")
		return
	}
	known, offered, deprecated := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, version := range kdms.Offered {
		known[version], offered[version] = true, true
	}
	for _, hidden := range kdms.Hidden {
		switch hidden.Reason {
		case "kept":
			known[hidden.Version] = true
		case "deprecated":
			deprecated[hidden.Version] = true
		}
	}
	file.same(kind+"known", who, sorted(known), sorted(theirs.known))
	file.same(kind+"offered", who, sorted(offered), sorted(theirs.offered))
	if theirs.deprecated != nil {
		file.same(kind+"deprecated", who, sorted(deprecated), sorted(theirs.deprecated))
	}
	file.same(kind+"default rule", who, kdms.DefaultRule.Value.Value, theirs.rule)
	file.counts[kind+"default"]++
	if kdms.Default == "" && len(theirs.defaults) == 0 {
		file.counts[kind+"default, none"]++
	} else if !slices.Contains(theirs.defaults, kdms.Default) {
		file.disagree(kind+"default", who, kdms.Default, fmt.Sprint(theirs.defaults))
	}
	file.checkCurrent(kind+"newest of a minor", who, kdms.Current, theirs.current)
}

// checkCurrent compares the newest version of each minor. Of two that tie a consumer takes any, by Go's random order.
func (file *file) checkCurrent(what, who string, kdms, theirs []string) {
	newest := map[string]string{}
	for _, version := range kdms {
		newest[minor(version)] = version
	}
	minors := map[string]bool{}
	for _, current := range theirs {
		file.counts[what]++
		minors[minor(current)] = true
		found := newest[minor(current)]
		switch {
		case found == current:
		case found != "" && version.Compare(found, current, "="):
			file.counts[what+", another one that ties"]++
		default:
			file.disagree(what, who, fmt.Sprintf("%q", found), fmt.Sprintf("%q", current))
		}
	}
	for _, version := range kdms {
		if !minors[minor(version)] || newest[minor(version)] != version {
			file.disagree(what, who, version, "no other of its minor")
		}
	}
}

// checkTemplates compares which template a version gets of each addon: by kdm's answer about the addon, and for some by
// that about the version.
func (file *file) checkTemplates() {
	texts := file.data.K8sVersionedTemplates[kdm.TemplateKeys]
	path := file.extract("K8sVersionRKESystemImages", "K8sVersionedTemplates")
	defer os.RemoveAll(filepath.Dir(path))
	fail(load(path, ""))
	var addons, versions []string
	var questions [][]string
	for _, addon := range sorted(file.data.K8sVersionedTemplates) {
		if addon != kdm.TemplateKeys {
			addons = append(addons, addon)
			questions = append(questions, []string{"addon", addon})
		}
	}
	for nth, version := range sorted(file.data.K8sVersionRKESystemImages) {
		if nth%(10*file.every) == 0 {
			versions = append(versions, version)
			questions = append(questions, []string{version})
		}
	}
	answers := file.ask(questions)
	for nth, addon := range addons {
		chosen := map[string][]string{}
		for _, row := range answers[nth].Ranges {
			for _, version := range row.Versions {
				chosen[version] = append(chosen[version], row.Template)
			}
		}
		for _, version := range sorted(file.data.K8sVersionRKESystemImages) {
			file.checkTemplate("template, by the addon", addon, version, chosen[version], texts)
		}
	}
	for nth, version := range versions {
		for _, addon := range addons {
			var chosen []string
			for _, choice := range answers[len(addons)+nth].Templates[addon] {
				chosen = append(chosen, choice.Template)
			}
			file.checkTemplate("template, by the version", addon, version, chosen, texts)
		}
	}
}

// checkTemplate has RKE choose, several times, for its choice is random where several ranges match.
func (file *file) checkTemplate(what, addon, version string, chosen []string, texts map[string]string) {
	file.counts[what]++
	switch len(chosen) {
	case 0:
		file.counts[what+", none"]++
	case 1:
	default:
		file.counts[what+", several"]++
	}
	for range 4 {
		text, err := templates.GetVersionedTemplates(addon, nil, version)
		fits := err != nil && len(chosen) == 0
		for _, key := range chosen {
			fits = fits || err == nil && texts[key] == text
		}
		if !fits {
			file.disagree(what, version+" "+addon, fmt.Sprintf("%q", chosen), fmt.Sprintf("%.60q, %v", text, err))
			return
		}
	}
}

// rkes are the versions of RKE that are asked about: those of a list, and those that bounds name, with their neighbours.
func (file *file) rkes() []string {
	asked := map[string]bool{}
	for minor := 1; minor <= 6; minor++ {
		for _, patch := range []int{0, 5, 99} {
			asked[fmt.Sprintf("1.%d.%d", minor, patch)] = true
		}
	}
	for _, info := range file.data.K8sVersionInfo {
		for _, bound := range []string{info.MinRKEVersion, info.MaxRKEVersion, info.DeprecateRKEVersion} {
			add(asked, bound, true)
		}
	}
	for key := range file.data.RKEDefaultK8sVersions {
		add(asked, key, true)
	}
	return ascending(asked)
}

// add adds a version that somebody wrote, and its neighbours.
func add(asked map[string]bool, written string, neighbours bool) {
	version, err := semver.ParseTolerant(written)
	if err != nil {
		return
	}
	version.Build = nil
	asked[version.String()] = true
	if !neighbours {
		return
	}
	version.Pre = nil
	version.Patch++
	asked[version.String()] = true
	if version.Patch >= 2 {
		version.Patch -= 2
		asked[version.String()] = true
	}
}

func ascending(asked map[string]bool) []string {
	versions := sorted(asked)
	sort.SliceStable(versions, func(a, b int) bool { return semver.MustParse(versions[a]).LT(semver.MustParse(versions[b])) })
	return versions
}

// extract writes some keys of the file to another one, and gives its path: the whole has 10 MB, which RKE would read for
// every version of it.
func (file *file) extract(keys ...string) string {
	some := map[string]json.RawMessage{}
	for _, key := range keys {
		if value, ok := file.keys[key]; ok {
			some[key] = value
		}
	}
	text, err := json.Marshal(some)
	fail(err)
	directory, err := os.MkdirTemp("", "show")
	fail(err)
	path := filepath.Join(directory, "data.json")
	fail(os.WriteFile(path, text, 0o600))
	return path
}

// minor is the v1.26 of v1.26.9-rancher1-1.
func minor(version string) string {
	parts := strings.Split(version, ".")
	if len(parts) < 2 {
		return ""
	}
	return parts[0] + "." + parts[1]
}
