// Command os-image holds the names that kdm gives to node images against Helm's template functions, and what it takes for a
// Release against the pattern and the types of giantswarm/releases.
//
//	go run . -kdm PATH -rules FILE [-charts DIR] RELEASES...
//
// Each release.yaml below RELEASES is read with sigs.k8s.io/yaml into the SDK's own type, and named by templates that do what
// the charts' helpers do, with sprig's functions; by the built-in rules also as the image-distribution-operator names it. With
// -charts, a folder with clones of giantswarm/cluster and giantswarm/cluster-aws, the releases of aws are named by the helpers
// of the very charts that they have. Then versions, random ones among them, are held against the pattern of the CRD. Every
// disagreement is printed, and the exit code is 1 if there is any.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/giantswarm/releases/sdk/api/v1alpha1"
	"sigs.k8s.io/yaml"
)

var wrong int

func disagree(format string, arguments ...any) {
	wrong++
	fmt.Printf(format+"\n", arguments...)
}

func main() {
	kdm := flag.String("kdm", "", "the program")
	rules := flag.String("rules", "", "the rules that name all real releases")
	charts := flag.String("charts", "", "a folder with clones of giantswarm/cluster and giantswarm/cluster-aws")
	count := flag.Int("n", 20_000, "how many random versions")
	seed := flag.Int64("seed", 1, "what the random choices depend on")
	flag.Parse()
	if *kdm == "" || *rules == "" {
		fmt.Fprintln(os.Stderr, "usage: os-image -kdm PATH -rules FILE [-charts DIR] [-n N] [-seed N] RELEASES...")
		os.Exit(2)
	}
	for _, folder := range flag.Args() {
		releases := read(folder)
		byRules, builtIn := named(*kdm, "--rules", *rules, folder), named(*kdm, folder)
		real := 0
		for name, release := range releases {
			if expected := helm(release); expected != byRules[name] {
				disagree("%s: Helm names `%s`, kdm `%s`", name, expected, byRules[name])
			}
			expected, isNamed := operator(release)
			if found := builtIn[name]; isNamed && found != expected || !isNamed && found != "" && found != "-" {
				disagree("%s: the operator names `%s`, kdm by its built-in rules `%s`", name, expected, found)
			}
			if *charts != "" && strings.HasPrefix(name, "aws-") {
				real++
				if expected := chart(*charts, release); expected != byRules[name] {
					disagree("%s: its own chart names `%s`, kdm `%s`", name, expected, byRules[name])
				}
			}
		}
		if len(byRules) != len(releases) {
			disagree("%s: %d releases, and kdm names %d", folder, len(releases), len(byRules))
		}
		fmt.Printf("%s: %d releases named by Helm's functions, %d of them by their own charts\n", folder, len(releases), real)
	}
	versions(*kdm, *count, *seed)
	if wrong > 0 {
		fmt.Printf("%d disagreements\n", wrong)
		os.Exit(1)
	}
}

// read reads all releases below a folder.
func read(folder string) map[string]*v1alpha1.Release {
	releases := map[string]*v1alpha1.Release{}
	must(filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && (entry.Name() == "testdata" || entry.Name() == ".git") {
			return filepath.SkipDir
		}
		if err != nil || entry.Name() != "release.yaml" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		release := &v1alpha1.Release{}
		if err := yaml.Unmarshal(data, release); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		releases[release.Name] = release
		return nil
	}))
	return releases
}

// named asks kdm for the names of releases.
func named(kdm string, arguments ...string) map[string]string {
	command := exec.Command(kdm, append([]string{"os-image", "name"}, arguments...)...)
	output, err := command.Output()
	// That some have no name is an answer.
	if exit, isExit := err.(*exec.ExitError); err != nil && (!isExit || exit.ExitCode() != 1) {
		must(err)
	}
	names := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(output)), "\n") {
		name, image, _ := strings.Cut(line, "\t")
		names[name] = image
	}
	return names
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
