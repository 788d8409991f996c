// Command hangar reads mirror lists with hangar's own reader (its package pkg/hangar/imagelist) and looks whether
// every line is what it is meant to be: a line of the mirror format, no image twice, and no name that two images are
// copied to. The Go module proxy does not have hangar, so `run` takes it from a checkout.
//
//	HANGAR=CHECKOUT ./run LIST...
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/cnrancher/hangar/pkg/hangar/imagelist"
)

func main() {
	passed, failed := 0, 0
	for _, path := range os.Args[1:] {
		file, err := os.Open(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		seen, fed := map[string]bool{}, map[string]string{}
		for lines := bufio.NewScanner(file); lines.Scan(); {
			line := lines.Text()
			fault := ""
			spec, ok := imagelist.GetMirrorSpec(line)
			if !ok || imagelist.Detect(line) != imagelist.TypeMirror {
				fault = fmt.Sprintf("it is read as %q", imagelist.Detect(line))
			} else {
				source, destination := spec[0]+":"+spec[2], spec[1]+":"+spec[2]
				if other, ok := fed[destination]; ok && other != source {
					fault = "it is fed by " + other + ", too"
				} else if seen[line] {
					fault = "it stands twice"
				}
				fed[destination], seen[line] = source, true
			}
			if fault == "" {
				passed++
				continue
			}
			failed++
			fmt.Printf("FAILED %s: %q: %s\n", path, line, fault)
		}
		file.Close()
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 || passed == 0 {
		os.Exit(1)
	}
}
