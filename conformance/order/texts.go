package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"regexp"
	"sort"
	"strings"
)

// read gives the versions and bounds of data.json files, each once; those of RKE with and without their v.
func read(paths []string) []string {
	type section struct {
		Channels []struct{ Latest string }
		Releases []struct{ Version, MinChannelServerVersion, MaxChannelServerVersion string }
	}
	seen := map[string]bool{}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		fail(err)
		var data struct {
			K8sVersionRKESystemImages, K8sVersionServiceOptions map[string]any
			K8sVersionInfo                                      map[string]map[string]string
			RKEDefaultK8sVersions, RancherDefaultK8sVersions    map[string]string
			K3s, RKE2, RFO                                      section
		}
		fail(json.Unmarshal(content, &data))
		for _, keys := range []map[string]any{data.K8sVersionRKESystemImages, data.K8sVersionServiceOptions} {
			for key := range keys {
				seen[key], seen[strings.TrimPrefix(key, "v")] = true, true
			}
		}
		for key, bounds := range data.K8sVersionInfo {
			seen[key], seen[strings.TrimPrefix(key, "v")] = true, true
			for _, bound := range bounds {
				seen[bound] = true
			}
		}
		for _, defaults := range []map[string]string{data.RKEDefaultK8sVersions, data.RancherDefaultK8sVersions} {
			for key, version := range defaults {
				seen[key], seen[version] = true, true
			}
		}
		for _, section := range []section{data.K3s, data.RKE2, data.RFO} {
			for _, channel := range section.Channels {
				seen[channel.Latest] = true
			}
			for _, release := range section.Releases {
				seen[release.Version], seen[release.MinChannelServerVersion], seen[release.MaxChannelServerVersion] = true, true, true
			}
		}
	}
	var texts []string
	for text := range seen {
		texts = append(texts, text)
	}
	sort.Strings(texts)
	return texts
}

var minorOf = regexp.MustCompile(`^v?\d+\.\d+`)

// minor is the 1.26 of v1.26.9-rancher1-1.
func minor(version string) string {
	return strings.TrimPrefix(minorOf.FindString(version), "v")
}

// randomPairs makes families: a text and what mutates out of it, one out of the other. Their members are compared with
// each other, and some with another family's.
func randomPairs(random *rand.Rand, real []string, count int) []pair {
	const members = 5
	var pairs []pair
	var before *text
	for len(pairs) < count {
		version := real[random.Intn(len(real))]
		if random.Intn(2) == 0 {
			version = built(random)
		}
		if random.Intn(2) == 0 {
			version = strings.TrimPrefix(version, "v")
		}
		var family []*text
		for range members {
			member := parse(clean(version))
			for _, other := range family {
				pairs = append(pairs, pair{other, member})
			}
			family = append(family, member)
			version = mutated(random, member.text)
		}
		if before != nil {
			pairs = append(pairs, pair{before, family[0]}, pair{family[members-1], before})
		}
		before = family[random.Intn(members)]
	}
	pairs = pairs[:count]
	fmt.Printf("%d random pairs\n", len(pairs))
	return pairs
}

// usual is how many of the suffixes are such as releases have.
const usual = 26

var (
	prefixes = []string{"", "", "", "", "v", "v", "v", "v", "v", "v", "V", "vv", " ", "v ", "=", "x"}
	numbers  = []string{"0", "1", "2", "3", "9", "10", "11", "20", "26", "99", "100", "999", "1000", "2021", "20210131", "00",
		"01", "007", "+1", "-1", "x", "X", "*", "", "4294967296", "9223372036854775807", "9223372036854775808",
		"18446744073709551615", "18446744073709551616", "99999999999999999999999"}
	suffixes = []string{"-rancher#-#", "-rancherprime#-#", "-rancher-ent#-#", "-rancherent#-#-#", "-ent", "-rc#", "-rc.#",
		"-alpha#", "-alpha.#", "-beta#", "-patch#", "-#", "-dev", "-debug", "-RC.#", "-A#", "-stable", "-SNAPSHOT", "-x", "+k3s#",
		"+rke2r#", "-rc#+rke2r#", "+build.#-x", "-a.b.#", "-#a", "-#.#",
		".patch#", ".#", ".dev", "dev", "pl#", "p#", "RC#", "a#", "b#", "stable", "-Stable", "-snapshot#", ".x", ".*", "+", "-", "..",
		"#", "_#", "~#", " ", " as 1.#", " as dev-#", "-0#"}
	words = []string{"master", "trunk", "default", "dev-master", "DEV-trunk", "dev-#", "dev-x", "#.x-dev", "#.*-dev", "x-dev", "-dev",
		"Default-dev", "master-dev", " master -dev", "foo as 1.#.2", "latest", "", "v", "stable", "2021-01-0#", "2021.01.0#-rc#",
		"20210131.#dev", "2021:01:#-patch#", "v#", "#"}
	odd = []rune("..--++__  vVxX*~^#=<>|,;:/aAbBpPlLrRcC0123456789dev\u00a0\u0085\u2003\v\f\x00éßİıſKΑ٣１\u0301")
)

// built is a text of parts.
func built(random *rand.Rand) string {
	if random.Intn(10) == 0 {
		return numbered(random, words[random.Intn(len(words))])
	}
	parts := 3
	if random.Intn(4) == 0 {
		parts = 1 + random.Intn(5)
	}
	var version []string
	for range parts {
		version = append(version, someNumber(random))
	}
	text := prefixes[random.Intn(len(prefixes))] + strings.Join(version, ".")
	for random.Intn(3) == 0 {
		text += suffix(random)
	}
	return text
}

// suffix is one of those that releases have, mostly.
func suffix(random *rand.Rand) string {
	from := suffixes
	if random.Intn(3) != 0 {
		from = suffixes[:usual]
	}
	return numbered(random, from[random.Intn(len(from))])
}

// someNumber is a small one mostly.
func someNumber(random *rand.Rand) string {
	if random.Intn(8) == 0 {
		return numbers[random.Intn(len(numbers))]
	}
	return fmt.Sprint(random.Intn(13))
}

// numbered puts a number for each #.
func numbered(random *rand.Rand, text string) string {
	for random.Intn(40) != 0 && strings.Contains(text, "#") {
		text = strings.Replace(text, "#", someNumber(random), 1)
	}
	return text
}

var digits = regexp.MustCompile(`\d+`)

// mutated is a text that differs in one place.
func mutated(random *rand.Rand, version string) string {
	runes := []rune(version)
	at := random.Intn(len(runes) + 1)
	before, behind := string(runes[:at]), string(runes[at:])
	switch random.Intn(14) {
	case 0:
		return before + string(odd[random.Intn(len(odd))]) + behind
	case 1:
		if behind == "" {
			return before
		}
		return before + string(runes[at+1:])
	case 2:
		return before + suffix(random)
	case 3:
		if strings.HasPrefix(version, "v") {
			return version[1:]
		}
		return "v" + version
	case 4:
		return version + suffix(random)
	case 5:
		return before + suffix(random) + behind
	case 6:
		if random.Intn(2) == 0 {
			return before + strings.ToUpper(behind)
		}
		return strings.ToLower(version)
	}
	places := digits.FindAllStringIndex(version, -1)
	if len(places) == 0 {
		return built(random)
	}
	place := places[random.Intn(len(places))]
	return version[:place[0]] + someNumber(random) + version[place[1]:]
}

// clean takes out what separates the texts on their way to kdm.
func clean(version string) string {
	return strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(version)
}
