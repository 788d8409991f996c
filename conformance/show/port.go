package main

import (
	"fmt"

	"github.com/blang/semver"
	version "github.com/mcuadros/go-version"
	"github.com/rancher/channelserver/pkg/model"
	"github.com/rancher/rke/types/kdm"
)

// Rancher itself is no module that a program like this could have. What it does with the two libraries is little, and
// ported here.

// defaultOf is what GetDefaultByRuntimeAndServerVersion (Rancher's pkg/channelserver) finds in appDefaults: of the last
// rule that the Rancher is in, the newest release; nothing if one rule before cannot be read. Rancher sorts without
// regard to build metadata, and not stably, so it takes any of those that are equal.
func defaultOf(rancher string, apps []model.AppDefault, releases []model.Release) (newest []string, err error) {
	server, err := semver.ParseTolerant(rancher)
	if err != nil || len(apps) == 0 {
		return nil, fmt.Errorf("no appDefaults: %v", err)
	}
	rule := ""
	for _, one := range apps[0].Defaults {
		applies, err := semver.ParseRange(one.AppVersion)
		if err != nil {
			return nil, err
		}
		if applies(server) {
			rule = one.DefaultVersion
		}
	}
	admits, err := semver.ParseRange(rule)
	if err != nil {
		return nil, err
	}
	var highest semver.Version
	for _, release := range releases {
		parsed, err := semver.ParseTolerant(release.Version)
		if err != nil || !admits(parsed) || len(newest) > 0 && parsed.LT(highest) {
			continue
		}
		if len(newest) == 0 || parsed.GT(highest) {
			highest, newest = parsed, nil
		}
		newest = append(newest, release.Version)
	}
	if len(newest) == 0 {
		return nil, fmt.Errorf("no release for %q", rule)
	}
	return newest, nil
}

// channel is what Rancher takes where that finds nothing.
func channel(channels *model.ChannelsConfig, name string) string {
	for _, channel := range channels.Channels {
		if channel.Name == name {
			return channel.Latest
		}
	}
	return ""
}

// rkeOfRancher is what Rancher's RKE1 driver makes of the tables (saveSystemImages and getDefaultK8sVersion in its
// controllers/management/kontainerdrivermetadata).
func rkeOfRancher(data kdm.Data, rancher string) rkeAnswer {
	beyond := func(bound, operator string) bool { return bound != "" && compare(rancher, bound, operator) }
	answer := rkeAnswer{known: map[string]bool{}, offered: map[string]bool{}}
	current := map[string][]string{}
	for _, key := range sorted(data.K8sVersionRKESystemImages) {
		own, minors := data.K8sVersionInfo[key], data.K8sVersionInfo[minor(key)]
		if beyond(own.DeprecateRancherVersion, ">=") || beyond(own.MinRancherVersion, "<") ||
			beyond(minors.DeprecateRancherVersion, ">=") || beyond(minors.MinRancherVersion, "<") {
			continue
		}
		answer.known[key] = true
		if beyond(own.MaxRancherVersion, ">") || beyond(minors.MaxRancherVersion, ">") {
			continue
		}
		answer.offered[key] = true
		newest := current[minor(key)]
		if len(newest) > 0 && compare(key, newest[0], ">") {
			newest = nil
		}
		if len(newest) == 0 || compare(key, newest[0], "=") {
			current[minor(key)] = append(newest, key)
		}
	}
	for _, minor := range sorted(current) {
		answer.current = append(answer.current, current[minor][0])
	}
	answer.rule = data.RancherDefaultK8sVersions[rancher]
	if answer.rule == "" {
		answer.rule = data.RancherDefaultK8sVersions["default"]
	}
	answer.defaults = current[minor(answer.rule)]
	return answer
}

var normal = map[string]string{}

// compare is Compare of mcuadros/go-version, which would normalise the same texts again and again.
func compare(a, b, operator string) bool {
	for _, text := range []string{a, b} {
		if _, ok := normal[text]; !ok {
			normal[text] = version.Normalize(text)
		}
	}
	return version.CompareNormalized(normal[a], normal[b], operator)
}
