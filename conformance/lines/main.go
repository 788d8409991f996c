// The board of `kdm lines` against answers that are made in another way: git itself, sigs.k8s.io/yaml and blang/semver.
//
//	go run . -kdm KDM -git DIRECTORY BRANCH...
//
// Of each branch the newest release of each minor that Rancher X.Y.99 is offered, its candidates and its default; between lines
// the versions that the newer one lacks; of monthly branches what they brought of K3s and RKE2, and where it is missing.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"sort"
	"strings"
)

type board struct {
	Lines []struct {
		Branches []struct {
			Name   string
			Offers []offered
		}
		Monthly []month
	}
	Between []struct {
		Older, Newer string
		Gaps         []struct {
			Distribution string
			Versions     []string
			Waits        bool
		}
	}
}

type offered struct {
	Distribution       string
	Newest, Candidates []string
	Default            string
}

type month struct {
	Name     string
	Unknown  string
	Versions []string
	Into     []struct {
		Branch         string
		Lacks, Differs []string
	}
}

var wrong int

func compare(what string, kdm, own any) {
	if !reflect.DeepEqual(kdm, own) {
		wrong++
		fmt.Printf("%s:\n  kdm  %v\n  here %v\n", what, kdm, own)
	}
}

func main() {
	kdm := flag.String("kdm", "kdm", "the program")
	folder := flag.String("git", ".", "a clone of upstream's repository")
	flag.Parse()
	command := exec.Command(*kdm, append([]string{"lines", "--root", *folder, "--format", "json"}, flag.Args()...)...)
	command.Stderr = os.Stderr
	text, _ := command.Output() // 1 says that something is left to do
	var board board
	if err := json.Unmarshal(text, &board); err != nil {
		fmt.Println("kdm prints no board:", err)
		os.Exit(2)
	}
	repository := repository(*folder)
	answers := 0
	for _, line := range board.Lines {
		for _, branch := range line.Branches {
			answers++
			compare(branch.Name, ofReleases(branch.Offers), repository.offers(branch.Name))
		}
		months := []string{}
		for _, month := range line.Monthly {
			months = append(months, month.Name)
		}
		for _, month := range line.Monthly {
			answers++
			names := []string{}
			for _, branch := range line.Branches {
				names = append(names, branch.Name)
			}
			repository.compareMonth(month, names, months)
		}
	}
	for _, between := range board.Between {
		answers++
		gaps := map[string][]string{}
		for _, gap := range between.Gaps {
			if gap.Distribution != "rke" && !gap.Waits {
				gaps[gap.Distribution] = gap.Versions
			}
		}
		older := strings.Replace(between.Older, "dev-", "release-", 1)
		if _, err := repository.git("rev-parse", "--verify", "--quiet", older); err != nil {
			older = between.Older
		}
		compare(older+" → "+between.Newer, gaps, repository.gaps(older, between.Newer))
	}
	fmt.Printf("%d answers, %d wrong\n", answers, wrong)
	if wrong > 0 || answers == 0 {
		os.Exit(1)
	}
}

// ofReleases leaves RKE out, whose tables are Go code here.
func ofReleases(all []offered) []offered {
	kept := []offered{}
	for _, one := range all {
		if one.Distribution != "rke" {
			kept = append(kept, one)
		}
	}
	return kept
}

func sorted[V any](of map[string]V) []string {
	keys := []string{}
	for key := range of {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
