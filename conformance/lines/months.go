package main

import (
	"sort"
	"strings"
)

// contents are the releases of both distributions in a revision; nothing where one of them cannot be read.
func (r repository) contents(revision string) map[string]string {
	all := map[string]string{}
	for distribution := range files {
		if file := r.read(revision, distribution); file != nil {
			if file.unreadable {
				return nil
			}
			for _, release := range file.Releases {
				all[text(release, "version")] = content(release)
			}
		}
	}
	return all
}

// began is the commit from which a month was branched off: walked back from its end to one that is of the other branches
// themselves, or the end of another month.
func (r repository) began(month string, mains, months []string) string {
	of := map[string]bool{}
	for _, main := range mains {
		commits, _ := r.git("rev-list", "--first-parent", main)
		for _, commit := range strings.Fields(commits) {
			of[commit] = true
		}
	}
	tip, _ := r.git("rev-parse", month)
	for _, other := range months {
		if end, _ := r.git("rev-parse", other); end != tip {
			of[end] = true
		}
	}
	for commit := tip; commit != ""; commit, _ = r.git("rev-parse", "--verify", "--quiet", commit+"^1") {
		if of[commit] {
			if commit == tip {
				return ""
			}
			return commit
		}
	}
	return ""
}

func (r repository) compareMonth(month month, mains, months []string) {
	base := r.began(month.Name, mains, months)
	if base == "" {
		compare(month.Name+" began", month.Unknown != "", true)
		return
	}
	own, before := r.contents(month.Name), r.contents(base)
	if own == nil || before == nil {
		compare(month.Name+" cannot be read", month.Unknown != "", true)
		return
	}
	brought := []string{}
	for _, version := range sorted(own) {
		if own[version] != before[version] {
			brought = append(brought, version)
		}
	}
	compare(month.Name+" brought", ofSections(month.Versions), brought)
	for _, into := range month.Into {
		there := r.contents(into.Branch)
		lacks, differs := []string{}, []string{}
		for _, version := range brought {
			if there[version] == "" {
				lacks = append(lacks, version)
			} else if there[version] != own[version] {
				differs = append(differs, version)
			}
		}
		compare(month.Name+" lacks in "+into.Branch, ofSections(into.Lacks), lacks)
		compare(month.Name+" differs in "+into.Branch, ofSections(into.Differs), differs)
	}
}

// ofSections leaves RKE's versions and templates out.
func ofSections(names []string) []string {
	kept := []string{}
	for _, name := range names {
		if form.MatchString(name) {
			kept = append(kept, name)
		}
	}
	sort.Strings(kept) // kdm has them in the order of their numbers
	return kept
}
