package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"regexp"
	"strings"

	"github.com/blang/semver"
	"sigs.k8s.io/yaml"
)

// repository is a folder that git works in.
type repository string

func (r repository) git(arguments ...string) (string, error) {
	text, err := exec.Command("git", append([]string{"-C", string(r)}, arguments...)...).Output()
	return strings.TrimSpace(string(text)), err
}

type channels struct {
	Channels    []struct{ Name, Latest string }
	AppDefaults []struct {
		Defaults []struct{ AppVersion, DefaultVersion string }
	}
	Releases   []map[string]any
	unreadable bool
}

var files = map[string]string{"k3s": "channels.yaml", "rke2": "channels-rke2.yaml"}

// read is the channel file of a branch or a commit; nothing where there is none.
func (r repository) read(revision, distribution string) *channels {
	text, err := exec.Command("git", "-C", string(r), "show", revision+":"+files[distribution]).Output()
	if err != nil {
		return nil
	}
	read := channels{}
	if err := yaml.Unmarshal(text, &read); err != nil {
		return &channels{unreadable: true}
	}
	return &read
}

func (c *channels) offeredTo(rancher semver.Version) (versions []string) {
	for _, release := range c.Releases {
		min, err := semver.ParseTolerant(text(release, "minChannelServerVersion"))
		max, errOfMax := semver.ParseTolerant(text(release, "maxChannelServerVersion"))
		if err == nil && errOfMax == nil && rancher.GTE(min) && rancher.LTE(max) {
			versions = append(versions, text(release, "version"))
		}
	}
	return versions
}

func text(release map[string]any, key string) string {
	text, _ := release[key].(string)
	return text
}

var (
	lineOf    = regexp.MustCompile(`v(\d+)\.(\d+)`)
	candidate = regexp.MustCompile(`-rc\d+\+`)
	form      = regexp.MustCompile(`^v\d+\.\d+\.\d+(-rc\d+)?\+(k3s|rke2r)\d+$`)
)

// newestRancher is that of development builds.
func newestRancher(branch string) semver.Version {
	line := lineOf.FindStringSubmatch(branch)
	return semver.MustParse(line[1] + "." + line[2] + ".99")
}

// rank puts versions into their order: the number behind the distribution counts after the version.
func rank(version string) (semver.Version, string) {
	parsed := semver.MustParse(strings.TrimPrefix(version, "v"))
	return parsed, strings.Join(parsed.Build, ".")
}

func above(a, b string) bool {
	first, build := rank(a)
	second, other := rank(b)
	if order := first.Compare(second); order != 0 {
		return order > 0
	}
	return len(build) > len(other) || len(build) == len(other) && build > other
}

func minor(version string) string {
	parsed, _ := rank(version)
	return fmt.Sprintf("%04d.%04d", parsed.Major, parsed.Minor)
}

func (r repository) offers(branch string) []offered {
	answers := []offered{}
	for _, distribution := range []string{"k3s", "rke2"} {
		file := r.read(branch, distribution)
		if file == nil {
			continue
		}
		rancher := newestRancher(branch)
		answer := offered{Distribution: distribution, Newest: []string{}, Candidates: []string{}}
		newest := map[string]string{}
		for _, version := range file.offeredTo(rancher) {
			if !form.MatchString(version) {
				continue
			}
			if candidate.MatchString(version) {
				answer.Candidates = append(answer.Candidates, version)
			} else if known := newest[minor(version)]; known == "" || above(version, known) {
				newest[minor(version)] = version
			}
		}
		for _, minor := range sorted(newest) {
			answer.Newest = append(answer.Newest, newest[minor])
		}
		answer.Default = file.defaultOf(rancher)
		answers = append(answers, answer)
	}
	return answers
}

// defaultOf is what Rancher's pkg/channelserver does (GetDefaultByRuntimeAndServerVersion): the last rule that the Rancher is in
// counts, and of its releases the newest; else the channel `default`.
func (c *channels) defaultOf(rancher semver.Version) string {
	rule, found := "", ""
	for _, app := range c.AppDefaults[:min(1, len(c.AppDefaults))] {
		for _, one := range app.Defaults {
			if applies, err := semver.ParseRange(one.AppVersion); err == nil && applies(rancher) {
				rule = one.DefaultVersion
			}
		}
	}
	if admits, err := semver.ParseRange(rule); err == nil {
		var newest semver.Version
		for _, version := range c.offeredTo(rancher) {
			parsed, err := semver.ParseTolerant(version)
			if err == nil && admits(parsed) && (found == "" || parsed.GTE(newest)) {
				newest, found = parsed, version
			}
		}
	}
	for _, channel := range c.Channels {
		if found == "" && channel.Name == "default" {
			found = channel.Latest
		}
	}
	return found
}

// gaps are what an older line offers and a newer one does not have, also not as a later build of the same patch; in minors that
// the newer one has not given up.
func (r repository) gaps(older, newer string) map[string][]string {
	gaps := map[string][]string{}
	for _, distribution := range []string{"k3s", "rke2"} {
		old, new := r.read(older, distribution), r.read(newer, distribution)
		if old == nil || new == nil {
			continue
		}
		there, lowest := map[string]string{}, ""
		for _, release := range new.Releases {
			version := text(release, "version")
			if form.MatchString(version) && !candidate.MatchString(version) {
				patch := strings.Split(version, "+")[0]
				if known := there[patch]; known == "" || above(version, known) {
					there[patch] = version
				}
			}
		}
		for _, version := range new.offeredToLine(newer) {
			if lowest == "" || minor(version) < lowest {
				lowest = minor(version)
			}
		}
		for _, version := range old.offeredToLine(older) {
			known := there[strings.Split(version, "+")[0]]
			if minor(version) >= lowest && (known == "" || above(version, known)) {
				gaps[distribution] = append(gaps[distribution], version)
			}
		}
	}
	return gaps
}

// offeredToLine is what some Rancher of the line of a branch is offered, without candidates: its window is not beside the line.
func (c *channels) offeredToLine(branch string) (versions []string) {
	line := lineOf.FindStringSubmatch(branch)
	first := semver.MustParse(line[1] + "." + line[2] + ".0-0")
	last := semver.MustParse(line[1] + "." + line[2] + ".9999")
	for _, release := range c.Releases {
		version := text(release, "version")
		min, err := semver.ParseTolerant(text(release, "minChannelServerVersion"))
		max, errOfMax := semver.ParseTolerant(text(release, "maxChannelServerVersion"))
		meets := err == nil && errOfMax == nil && min.LTE(last) && max.GTE(first) && min.LTE(max)
		if meets && form.MatchString(version) && !candidate.MatchString(version) {
			versions = append(versions, version)
		}
	}
	return versions
}

// content is a release without its window, as JSON.
func content(release map[string]any) string {
	kept := map[string]any{}
	for key, value := range release {
		if key != "minChannelServerVersion" && key != "maxChannelServerVersion" {
			kept[key] = value
		}
	}
	text, _ := json.Marshal(kept)
	return string(text)
}
