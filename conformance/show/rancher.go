package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/blang/semver"
	"github.com/rancher/channelserver/pkg/config"
	"github.com/rancher/channelserver/pkg/model"
)

// app is whose appDefaults Rancher takes.
const app = "rancher"

// section is what channelserver loads of one distribution.
type section struct {
	key string
	// text has the section alone, without the arguments and charts of the releases, which no choice depends on.
	text     []byte
	channels *model.ChannelsConfig
}

// checkRanchers compares what Ranchers offer.
func (file *file) checkRanchers() {
	var sections []section
	for _, key := range []string{"k3s", "rke2", "rfo"} {
		if file.keys[key] != nil {
			sections = append(sections, file.section(key))
		}
	}
	ranchers := file.some(file.ranchers(sections))
	var questions [][]string
	for _, rancher := range ranchers {
		questions = append(questions, []string{"rancher", rancher})
	}
	answers := file.ask(questions)
	for nth, rancher := range ranchers {
		for _, section := range sections {
			file.checkSection(section, rancher, answers[nth])
		}
		if hasRKE(rancher) {
			file.checkOffers("Rancher", rancher, answers[nth].RKE, rkeOfRancher(file.data, rancher))
		} else {
			file.same("versions of RKE for Ranchers: none", "Rancher "+rancher, answers[nth].RKE == nil, true)
		}
	}
	// The whole sections, as Rancher has channelserver load them, with the newest and the middle one.
	for _, nth := range []int{len(ranchers) / 2, len(ranchers) - 1} {
		for _, section := range sections {
			path := file.extract(section.key)
			sources := []config.Source{config.StringSource(path)}
			loaded := config.NewConfig(context.Background(), section.key, never{}, "v"+ranchers[nth], app, sources)
			os.RemoveAll(filepath.Dir(path))
			file.same(section.key+": releases, loaded with all they have", "Rancher "+ranchers[nth],
				answers[nth].Distributions[section.key].Offered, versions(loaded.ReleasesConfig()))
		}
	}
}

// hasRKE says whether a Rancher has RKE1: release/v2.12 lacks pkg/kontainerdrivermetadata/data_getter.go and
// clusterprovisioner/rke_store.go, and hangar takes RKE only below 2.12.0-0.
func hasRKE(rancher string) bool {
	first := semver.MustParse("2.12.0-0")
	asked, err := semver.ParseTolerant(rancher)
	return err != nil || asked.LT(first)
}

// never is when the configuration is loaded again.
type never struct{}

func (never) Wait(context.Context) bool { return false }

func (file *file) section(key string) section {
	text, err := json.Marshal(map[string]json.RawMessage{key: file.keys[key]})
	fail(err)
	channels, err := config.GetChannelsConfig(context.Background(), text, key)
	fail(err)
	releases, err := config.GetReleasesConfig(text, "", key)
	fail(err)
	defaults, err := config.GetAppDefaultsConfig(text, key, "")
	fail(err)
	for nth, release := range releases.Releases {
		releases.Releases[nth] = model.Release{Version: release.Version, ChannelServerMinVersion: release.ChannelServerMinVersion,
			ChannelServerMaxVersion: release.ChannelServerMaxVersion}
	}
	text, err = json.Marshal(map[string]any{key: struct {
		*model.ReleasesConfig
		*model.AppDefaultsConfig
	}{releases, defaults}})
	fail(err)
	return section{key, text, channels}
}

func (file *file) checkSection(section section, rancher string, answer answer) {
	kdms, key := answer.Distributions[section.key], section.key+": "
	releases, err := config.GetReleasesConfig(section.text, "v"+rancher, section.key)
	fail(err)
	defaults, err := config.GetAppDefaultsConfig(section.text, section.key, app)
	fail(err)
	file.same(key+"releases", "Rancher "+rancher, kdms.Offered, versions(releases))
	file.counts[key+"releases, all together"] += len(releases.Releases)
	candidates, err := defaultOf(rancher, defaults.AppDefaults, releases.Releases)
	from := "appDefaults"
	if err != nil {
		candidates, from = []string{channel(section.channels, "default")}, "channel"
	}
	file.counts[key+"default"]++
	file.counts[key+"default, from "+from]++
	if len(candidates) > 1 {
		file.counts[key+"default, several that are equal"]++
	}
	if !slices.Contains(candidates, kdms.Default) || kdms.DefaultFrom != from {
		file.disagree(key+"default", "Rancher "+rancher, kdms.DefaultFrom+" "+kdms.Default, fmt.Sprintf("%s %q, %v", from, candidates, err))
	}
}

func versions(releases *model.ReleasesConfig) (versions []string) {
	for _, release := range releases.Releases {
		versions = append(versions, release.Version)
	}
	return versions
}

// ranchers are the versions of Rancher that are asked about: those of a list, and the bounds of releases.
func (file *file) ranchers(sections []section) []string {
	asked := map[string]bool{}
	for minor := 5; minor <= 10; minor++ {
		for _, patch := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 99} {
			asked[fmt.Sprintf("2.%d.%d", minor, patch)] = true
			if patch%5 == 0 {
				asked[fmt.Sprintf("2.%d.%d-rc1", minor, patch)] = true
				asked[fmt.Sprintf("2.%d.%d-alpha1", minor, patch)] = true
			}
		}
	}
	for _, section := range sections {
		releases, err := config.GetReleasesConfig(section.text, "", section.key)
		fail(err)
		for _, release := range releases.Releases {
			add(asked, release.ChannelServerMinVersion, false)
			add(asked, release.ChannelServerMaxVersion, false)
		}
	}
	for _, info := range file.data.K8sVersionInfo {
		for _, bound := range []string{info.MinRancherVersion, info.MaxRancherVersion, info.DeprecateRancherVersion} {
			add(asked, bound, false)
		}
	}
	for key := range file.data.RancherDefaultK8sVersions {
		if _, err := semver.Make(key); err == nil {
			asked[key] = true
		}
	}
	return ascending(asked)
}
