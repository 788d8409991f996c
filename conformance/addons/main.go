// Command addons holds kdm's lists of what RKE gives to the templates of its addons against RKE's own source: which
// fields there are, whether they are those of a struct or of a map, and which of them are images.
//
//	cargo build --example addons
//	go run . -kdm-addons ../../target/debug/examples/addons [-v] [CHECKOUT_OF_RKE...]
//	go run . -can-be-had
//
// RKE's structs and maps are its own affair, unexported or within functions, so its source is read, not linked. It
// comes from the module cache in the versions of versions.go, and from checkouts that are named. What one of them
// gives kdm must know, and what kdm knows one of them must give. Every disagreement is printed, and the exit code
// is 1 if there is any. With -can-be-had it only tries to get the modules: silence and 0, or why not and 1.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

func main() {
	kdm := flag.String("kdm-addons", "", "the program of addons.rs")
	canBeHad := flag.Bool("can-be-had", false, "only try to get the modules")
	verbose := flag.Bool("v", false, "print what each RKE gives")
	flag.Parse()
	if *canBeHad {
		if _, err := download(versions); err != nil {
			fmt.Fprintln(os.Stderr, "addons:", err)
			os.Exit(1)
		}
		return
	}
	if *kdm == "" {
		fmt.Fprintln(os.Stderr, "usage: addons -kdm-addons PATH [-v] [CHECKOUT_OF_RKE...]; addons -can-be-had")
		os.Exit(2)
	}
	known, err := ask(*kdm)
	fail(err)
	sources, err := download(versions)
	fail(err)
	for _, checkout := range flag.Args() {
		sources = append(sources, source{name: checkout, dir: checkout})
	}
	var rkes []rke
	for _, source := range sources {
		rke, err := read(source)
		fail(err)
		if *verbose {
			rke.print()
		}
		rkes = append(rkes, rke)
	}
	disagreements := compare(known, rkes)
	for _, disagreement := range disagreements {
		fmt.Println("DISAGREE", disagreement)
	}
	fields := 0
	for _, addon := range known {
		fields += len(addon.fields)
	}
	fmt.Printf("%d fields of %d addons in %d versions of RKE (%s): %d disagreements\n",
		fields, len(known), len(rkes), names(rkes), len(disagreements))
	if len(disagreements) > 0 {
		os.Exit(1)
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "addons:", err)
		os.Exit(2)
	}
}

func names(rkes []rke) string {
	var names []string
	for _, rke := range rkes {
		names = append(names, rke.name)
	}
	return strings.Join(names, ", ")
}

// listed is an addon as kdm has it: each field, and the field of RKESystemImages that it is, if any.
type listed struct {
	isStruct bool
	fields   map[string]string
}

// ask gives kdm's lists.
func ask(kdm string) (map[string]listed, error) {
	output, err := exec.Command(kdm).Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", kdm, err)
	}
	addons := map[string]listed{}
	for line := range strings.Lines(string(output)) {
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(columns) != 4 || columns[1] != "struct" && columns[1] != "map" {
			return nil, fmt.Errorf("%s prints %q", kdm, line)
		}
		name, isStruct, field, image := columns[0], columns[1] == "struct", columns[2], columns[3]
		addon, seen := addons[name]
		if _, twice := addon.fields[field]; twice || seen && addon.isStruct != isStruct {
			return nil, fmt.Errorf("%s contradicts or repeats itself: %q", kdm, line)
		}
		if !seen {
			addon = listed{isStruct: isStruct, fields: map[string]string{}}
			addons[name] = addon
		}
		addon.fields[field] = image
	}
	return addons, nil
}
