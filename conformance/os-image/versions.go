package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"
)

const sdk = "github.com/giantswarm/releases/sdk"

// pattern is that of a component's version in the CRD.
func pattern() *regexp.Regexp {
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", sdk).Output()
	must(err)
	file := filepath.Join(strings.TrimSpace(string(folder)), "config/crd/bases/release.giantswarm.io_releases.yaml")
	text, err := os.ReadFile(file)
	must(err)
	var crd map[string]any
	must(yaml.Unmarshal(text, &crd))
	at := func(value any, keys ...string) any {
		for _, key := range keys {
			value = value.(map[string]any)[key]
		}
		return value
	}
	version := at(crd, "spec", "versions").([]any)[0]
	spec := at(version, "schema", "openAPIV3Schema", "properties", "spec", "properties")
	return regexp.MustCompile(at(spec, "components", "items", "properties", "version", "pattern").(string))
}

// versions holds what kdm takes for a version against the pattern of the CRD.
func versions(kdm string, count int, seed int64) {
	random := rand.New(rand.NewSource(seed))
	pieces := []string{"0", "1", "10", "01", "34", "v", "-", "+", ".", "..", "rc", "x", "A", "_", " ", "é", "*", "18446744073709551615", "20260822091333123456789", "TBD", "dev", "\""}
	texts := []string{"1.34.10", "v1.34.10", "1.34", "1.34.10-0", "1.34.10-01", "1.34.10-a.b", "1.34.10+", "1.34.10-+b", "1.0.0-20260822091333123456789", ""}
	for len(texts) < count {
		text := ""
		for range 1 + random.Intn(8) {
			text += pieces[random.Intn(len(pieces))]
		}
		if random.Intn(2) == 0 {
			text = "1.2.3" + text
		}
		texts = append(texts, text)
	}
	components := []any{}
	for nth, text := range texts {
		components = append(components, map[string]any{"name": fmt.Sprintf("c%d", nth), "version": text})
	}
	release := map[string]any{
		"apiVersion": "release.giantswarm.io/v1alpha1", "kind": "Release", "metadata": map[string]any{"name": "v1.0.0"},
		"spec": map[string]any{"components": components, "date": "2026-01-01T00:00:00Z", "state": "wip"},
	}
	text, err := yaml.Marshal(release)
	must(err)
	folder, err := os.MkdirTemp("", "os-image")
	must(err)
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "release.yaml")
	must(os.WriteFile(file, text, 0o600))
	output, err := exec.Command(kdm, "os-image", "check", "--format", "json", file).Output()
	if _, isExit := err.(*exec.ExitError); err != nil && !isExit {
		must(err)
	}
	var found struct {
		Findings []struct{ Title string }
	}
	must(json.Unmarshal(output, &found))
	refused := map[string]bool{}
	for _, finding := range found.Findings {
		for _, word := range strings.Split(finding.Title, "`") {
			if strings.HasPrefix(word, "c") && len(word) > 1 && word[1] >= '0' && word[1] <= '9' {
				refused[word] = true
				break
			}
		}
	}
	crd, taken := pattern(), 0
	for nth, text := range texts {
		isTaken := crd.MatchString(text)
		if isTaken {
			taken++
		}
		// Numbers of more than 64 bits are versions to the CRD, and to nobody who compares them.
		if isRefused := refused[fmt.Sprintf("c%d", nth)]; isRefused == isTaken && !isLarge(text) {
			disagree("the CRD takes `%s`: %t; kdm refuses it: %t", text, isTaken, isRefused)
		}
	}
	fmt.Printf("%d versions held against the pattern of the CRD, which takes %d\n", len(texts), taken)
}

var core = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+`)

// isLarge is whether one of the three numbers has more than 64 bits.
func isLarge(text string) bool {
	for _, number := range strings.Split(core.FindString(text), ".") {
		if _, err := strconv.ParseUint(number, 10, 64); number != "" && err != nil {
			return true
		}
	}
	return false
}
