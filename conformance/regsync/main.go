// Whether readers of YAML take every tag of a regsync.yaml for the text that is meant: goccy/go-yaml, which regsync uses,
// sigs.k8s.io/yaml, which upstream's validation uses, and regsync itself (`regsync config`).
package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"

	goccy "github.com/goccy/go-yaml"
	sigs "sigs.k8s.io/yaml"
)

// file is what is read of a regsync.yaml; a tag that is no text is an error, or another text.
type file struct {
	Sync []struct {
		Source string `yaml:"source" json:"source"`
		Target string `yaml:"target" json:"target"`
		Tags   struct {
			Allow []string `yaml:"allow" json:"allow"`
		} `yaml:"tags" json:"tags"`
	} `yaml:"sync" json:"sync"`
}

// untyped reads a file as a program without a struct does: upstream's validation, Ruby and Python.
func untyped(text []byte, read func([]byte, any) error) (file, error) {
	var value map[string]any
	result := file{}
	if err := read(text, &value); err != nil {
		return result, err
	}
	entries, _ := value["sync"].([]any)
	result.Sync = make([]struct {
		Source string `yaml:"source" json:"source"`
		Target string `yaml:"target" json:"target"`
		Tags   struct {
			Allow []string `yaml:"allow" json:"allow"`
		} `yaml:"tags" json:"tags"`
	}, len(entries))
	for nth, entry := range entries {
		fields, _ := entry.(map[string]any)
		result.Sync[nth].Source, _ = fields["source"].(string)
		result.Sync[nth].Target, _ = fields["target"].(string)
		tags, _ := fields["tags"].(map[string]any)
		allow, _ := tags["allow"].([]any)
		for _, tag := range allow {
			text, is := tag.(string)
			if !is {
				return result, fmt.Errorf("%v is a %T", tag, tag)
			}
			result.Sync[nth].Tags.Allow = append(result.Sync[nth].Tags.Allow, text)
		}
	}
	return result, nil
}

// readers read a file, each its way.
func readers(regsync string) map[string]func([]byte) (file, error) {
	return map[string]func([]byte) (file, error){
		"goccy/go-yaml": func(text []byte) (f file, err error) { return f, goccy.Unmarshal(text, &f) },
		"goccy/go-yaml without types": func(text []byte) (file, error) {
			return untyped(text, func(text []byte, value any) error { return goccy.Unmarshal(text, value) })
		},
		"sigs.k8s.io/yaml without types": func(text []byte) (file, error) {
			return untyped(text, func(text []byte, value any) error { return sigs.Unmarshal(text, value) })
		},
		"regsync config": func(text []byte) (f file, err error) {
			folder, err := os.MkdirTemp("", "regsync")
			if err != nil {
				return f, err
			}
			defer os.RemoveAll(folder)
			path := filepath.Join(folder, "regsync.yaml")
			if err := os.WriteFile(path, text, 0o600); err != nil {
				return f, err
			}
			command := exec.Command(regsync, "config", "--config", path)
			command.Env = append(os.Environ(), "REGISTRY_ENDPOINT=registry.example.com")
			command.Stderr = os.Stderr
			said, err := command.Output()
			if err != nil {
				return f, err
			}
			return f, goccy.Unmarshal(said, &f)
		},
	}
}

// known are the tags that some reader takes for something else.
var known = []string{
	"3.6", "3.10", "012", "0x1F", "0o17", "0b11", "null", "Null", "~", "1:30", "1_000", "1e3", "1.", "yes", "No", "y",
	"on", "true", "2024-01-02", "20240102", "v1.2.3", "3.6.1", "latest", "_1", "1.2-rc1", "0x", "1e", "e1", "nan", "inf",
}

// random is a tag, of those forms that numbers have more often than others.
func random(from *rand.Rand) string {
	const first = "0123456789abcdefxyzEXYONT_"
	const rest = "0123456789012345678901234567890123456789abcdefxoE__..--"
	tag := []byte{first[from.Intn(len(first))]}
	for length := from.Intn(8); length > 0; length-- {
		tag = append(tag, rest[from.Intn(len(rest))])
	}
	return string(tag)
}

func check(name string, text []byte, expected map[string][]string, regsync string) int {
	wrong := 0
	for reader, read := range readers(regsync) {
		found, err := read(text)
		if err != nil {
			fmt.Printf("%s: %s: %v\n", name, reader, err)
			wrong++
			continue
		}
		if len(found.Sync) != len(expected) {
			fmt.Printf("%s: %s: %d sources, not %d\n", name, reader, len(found.Sync), len(expected))
			wrong++
		}
		for _, entry := range found.Sync {
			tags, allow := expected[entry.Source], entry.Tags.Allow
			if strings.Join(tags, " ") != strings.Join(allow, " ") {
				fmt.Printf("%s: %s: %s is %q, not %q\n", name, reader, entry.Source, allow, tags)
				wrong++
			}
			if !strings.HasSuffix(entry.Target, strings.TrimPrefix(entry.Source, "docker.io")) {
				fmt.Printf("%s: %s: %s goes to %s\n", name, reader, entry.Source, entry.Target)
				wrong++
			}
		}
	}
	return wrong
}

// lines reads the file as its lines are: what is meant, whatever YAML says.
func lines(text []byte) map[string][]string {
	source, expected := "", map[string][]string{}
	for _, line := range strings.Split(string(text), "\n") {
		if name, is := strings.CutPrefix(line, "  - source: "); is {
			source = name
		} else if tag, is := strings.CutPrefix(line, "        - "); is {
			expected[source] = append(expected[source], strings.Trim(tag, "'"))
		}
	}
	return expected
}

func main() {
	tags := flag.String("kdm-tags", "", "the program that writes a regsync.yaml of tags")
	regsync := flag.String("regsync", "", "the program regsync")
	rounds := flag.Int("rounds", 20, "how many files of a thousand random tags")
	flag.Parse()
	wrong := 0
	from := rand.New(rand.NewSource(20261130))
	for round := 0; round < *rounds; round++ {
		all := map[string]bool{}
		for _, tag := range known {
			all[tag] = true
		}
		for len(all) < 1000 {
			all[random(from)] = true
		}
		sorted := make([]string, 0, len(all))
		for tag := range all {
			sorted = append(sorted, tag)
		}
		sort.Strings(sorted)
		command := exec.Command(*tags)
		command.Stdin = bytes.NewBufferString(strings.Join(sorted, "\n") + "\n")
		text, err := command.Output()
		if err != nil {
			fmt.Println(err)
			os.Exit(2)
		}
		expected := map[string][]string{"docker.io/rancher/tags": sorted}
		wrong += check(fmt.Sprintf("round %d", round), text, expected, *regsync)
	}
	for _, path := range flag.Args() {
		text, err := os.ReadFile(path)
		if err != nil {
			fmt.Println(err)
			os.Exit(2)
		}
		wrong += check(path, text, lines(text), *regsync)
	}
	fmt.Printf("%d files of tags and %d whole ones, read in 4 ways: %d wrong\n", *rounds, flag.NArg(), wrong)
	if wrong > 0 {
		os.Exit(1)
	}
}
