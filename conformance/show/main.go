// Command show holds the answers of kdm show against the consumers that it speaks for: RKE v1.4.11 with its own
// packages (rke.go), and channelserver v0.7.0, which Rancher links (rancher.go). What Rancher itself does with the two
// is ported in port.go, with the libraries that it uses.
//
//	cargo build --release
//	go run . -kdm ../../target/release/kdm [-every 1] DATA_JSON...
//
// Every disagreement is printed, and the exit code is 1 if there is any. Where a consumer takes any of several, each
// of them is right.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"

	"github.com/rancher/rke/types/kdm"
	"github.com/sirupsen/logrus"
)

// program is kdm.
var program = flag.String("kdm", "", "the program kdm")

func main() {
	every := flag.Int("every", 1, "ask only every Nth of the RKEs, Ranchers and versions")
	flag.Parse()
	if *program == "" || flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: show -kdm PATH [-every N] DATA_JSON...")
		os.Exit(2)
	}
	logrus.SetOutput(io.Discard) // RKE logs each range that it cannot read, for each version
	disagreements := 0
	for _, path := range flag.Args() {
		path, err := filepath.Abs(path) // RKE fetches what begins with http
		fail(err)
		disagreements += checkFile(path, *every)
	}
	if disagreements > 0 {
		os.Exit(1)
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "show:", err)
		os.Exit(2)
	}
}

// file is a data.json: its text, the keys of it, and what RKE decodes.
type file struct {
	path string
	keys map[string]json.RawMessage
	data kdm.Data
	// every says that only every Nth question is asked.
	every int

	counts        map[string]int
	disagreements int
}

func checkFile(path string, every int) int {
	text, err := os.ReadFile(path)
	fail(err)
	file := &file{path: path, every: every, counts: map[string]int{}}
	fail(json.Unmarshal(text, &file.keys))
	file.data, err = kdm.FromData(text)
	fail(err)
	file.checkRKEs()
	file.checkTemplates()
	file.checkRanchers()
	fmt.Printf("%s:\n", path)
	for _, what := range sorted(file.counts) {
		fmt.Printf("%8d %s\n", file.counts[what], what)
	}
	fmt.Printf("%8d disagreements\n", file.disagreements)
	return file.disagreements
}

// same counts one comparison, and prints it if kdm has another answer than the consumer.
func (file *file) same(what, who string, kdms, theirs any) {
	file.counts[what]++
	if a, b := fmt.Sprint(kdms), fmt.Sprint(theirs); a != b {
		file.disagree(what, who, a, b)
	}
}

func (file *file) disagree(what, who, kdms, theirs string) {
	file.disagreements++
	fmt.Printf("DISAGREE %s, %s, in %s\n  kdm:   %.600s\n  other: %.600s\n", what, who, file.path, kdms, theirs)
}

// answer is what matters here of an answer of kdm.
type answer struct {
	RKE           *rkeOffers
	Distributions map[string]struct {
		Offered              []string
		Default, DefaultFrom string
	}
	Ranges []struct {
		Template string
		Versions []string
	}
	Templates map[string][]struct{ Template string }
}

// rkeOffers is what an RKE or a Rancher makes of the versions of RKE.
type rkeOffers struct {
	Offered, Current []string
	Default          string
	DefaultRule      struct{ Value struct{ Value string } }
	Hidden           []struct{ Version, Reason string }
}

// ask asks kdm several questions, and gives the answers in their order.
func (file *file) ask(questions [][]string) []answer {
	answers := make([]answer, len(questions))
	free := make(chan bool, runtime.NumCPU())
	var all sync.WaitGroup
	for nth, question := range questions {
		all.Add(1)
		free <- true
		go func() {
			defer all.Done()
			answers[nth] = file.askOne(question)
			<-free
		}()
	}
	all.Wait()
	return answers
}

func (file *file) askOne(question []string) answer {
	command := exec.Command(*program, append([]string{"show", "--data", file.path, "--format", "json"}, question...)...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		fail(fmt.Errorf("kdm show %s: %v: %s", strings.Join(question, " "), err, stderr.String()))
	}
	var answers struct {
		Version int
		Answers []answer
	}
	fail(json.Unmarshal(output, &answers))
	if answers.Version != 1 || len(answers.Answers) == 0 {
		fail(fmt.Errorf("kdm show %s: %.200s", strings.Join(question, " "), output))
	}
	return answers.Answers[0]
}

// some is every Nth of several.
func (file *file) some(all []string) (some []string) {
	for nth := 0; nth < len(all); nth += file.every {
		some = append(some, all[nth])
	}
	return some
}

func sorted[V any](table map[string]V) []string {
	keys := make([]string, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
