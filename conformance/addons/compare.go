package main

import (
	"fmt"
	"slices"
	"strings"
)

// findings are disagreements in the order in which they came up, each with the RKEs that show it.
type findings struct {
	order  []string
	places map[string][]string
}

func (f *findings) add(finding string, places ...string) {
	if _, seen := f.places[finding]; !seen {
		f.order = append(f.order, finding)
	}
	f.places[finding] = append(f.places[finding], places...)
}

// compare says where kdm and the RKEs differ.
func compare(known map[string]listed, rkes []rke) (disagreements []string) {
	findings := findings{places: map[string][]string{}}
	for _, rke := range rkes {
		for _, name := range sorted(rke.addons) {
			rke.compare(name, known, &findings)
		}
	}
	for _, name := range sorted(known) {
		for _, field := range sorted(known[name].fields) {
			compareBack(name, field, known[name].fields[field], rkes, &findings)
		}
	}
	for _, name := range sorted(elsewhere) {
		addon, field, _ := strings.Cut(name, ".")
		if _, listed := known[addon].fields[field]; !listed {
			findings.add(name + " is in the list of fields from elsewhere, and kdm does not have it")
		}
	}
	for _, finding := range findings.order {
		if places := findings.places[finding]; len(places) > 0 {
			finding += ": " + strings.Join(places, ", ")
		}
		disagreements = append(disagreements, finding)
	}
	return disagreements
}

// compare looks for what an RKE gives to an addon in kdm's list.
func (r rke) compare(name string, known map[string]listed, findings *findings) {
	addon := r.addons[name]
	list, listed := known[name]
	if !listed {
		findings.add("kdm has no addon "+name, r.name+" "+addon.at)
		return
	}
	if addon.isStruct != list.isStruct {
		findings.add(fmt.Sprintf("%s: a struct is %v in RKE, %v in kdm", name, addon.isStruct, list.isStruct),
			r.name+" "+addon.at)
	}
	for _, field := range sorted(addon.fields) {
		given := addon.fields[field]
		image, listed := list.fields[field]
		switch {
		case !listed:
			findings.add(fmt.Sprintf("%s.%s is not in kdm", name, field), r.name+" "+given.at)
		case given.isSet && given.image != image:
			findings.add(fmt.Sprintf("%s.%s is %s in RKE, %s in kdm", name, field, imageOf(given.image), imageOf(image)),
				r.name+" "+given.at)
		}
	}
}

// compareBack looks for a field of kdm's list in the RKEs, and for one that sets it if it is to be an image.
func compareBack(name, field, image string, rkes []rke, findings *findings) {
	isGiven, isSet, byModule := false, false, false
	for _, rke := range rkes {
		given, found := rke.addons[name].fields[field]
		isGiven, isSet = isGiven || found, isSet || given.isSet
		byModule = byModule || found && slices.Contains(versions, rke.name)
	}
	whole := name + "." + field
	reason, isElsewhere := elsewhere[whole]
	switch {
	case isElsewhere && byModule:
		findings.add(whole + " is found: it need not be in the list of fields from elsewhere")
	case isElsewhere && !isGiven:
		fmt.Printf("%s is not found in the versions that were read: %s\n", whole, reason)
	case !isGiven:
		findings.add(whole + " is not found in the versions that were read")
	case !isSet && image != "":
		findings.add(fmt.Sprintf("%s is set by none of the versions that were read, %s in kdm", whole, imageOf(image)))
	}
}

func imageOf(image string) string {
	if image == "" {
		return "no image"
	}
	return "the image " + image
}
