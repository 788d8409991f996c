// Command template holds kdm's reader of templates against Go's own text/template, with the functions that RKE gives
// to it: the templates of data.json files, random mutations of them, and random templates by grammar.
//
//	cargo build --example template_verdicts
//	go run . -kdm-verdicts ../../target/debug/examples/template_verdicts [-n 5000] [-seed 1] [-characters] DATA_JSON...
//
// It prints each text that one of the two takes and the other refuses, and exits with 1 if there is any. How often
// the two name the same line of a text that both refuse is counted as well, but need not be always: kdm points to
// what is not closed, Go to where it noticed.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"

	"github.com/Masterminds/sprig/v3"
)

// functions are those of CompileTemplateFromMap in rancher/rke v1.4.11.
func functions() template.FuncMap {
	functions := sprig.TxtFuncMap()
	functions["GetKubednsStubDomains"] = func(map[string][]string) string { return "" }
	functions["toYaml"] = func(any) string { return "" }
	return functions
}

func main() {
	kdm := flag.String("kdm-verdicts", "", "the program of template_verdicts.rs")
	count := flag.Int("n", 5000, "how many mutations, and how many templates by grammar")
	seed := flag.Int64("seed", 1, "what the random choices depend on")
	characters := flag.Bool("characters", false, "ask about every character of Unicode as well")
	verbose := flag.Bool("v", false, "print Go's refusals by kind, and examples of lines that differ")
	flag.Parse()
	if *kdm == "" || flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: template -kdm-verdicts PATH [-n N] [-seed N] [-characters] [-v] DATA_JSON...")
		os.Exit(2)
	}
	real := read(flag.Args())
	random := rand.New(rand.NewSource(*seed))
	texts := append([]string{}, real...)
	texts = append(texts, nested()...)
	texts = append(texts, snippets...)
	mutator := newMutator(random, real)
	for range *count {
		texts = append(texts, mutator.mutation())
	}
	generator := generator{random: random}
	for range *count {
		texts = append(texts, generator.template())
	}
	if *characters {
		texts = append(texts, everyCharacter()...)
	}
	for nth, text := range texts {
		// The texts go to kdm with a NUL behind each; and its own are UTF-8, as JSON is.
		texts[nth] = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "")
	}
	disagreements := compareFunctions(*kdm) + compare(texts, ask(*kdm, texts), *verbose)
	fmt.Printf("%d of the texts are templates of %d files\n", len(real), flag.NArg())
	if disagreements > 0 {
		os.Exit(1)
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "template:", err)
		os.Exit(2)
	}
}

// read gives the texts of the templates of data.json files, each once.
func read(paths []string) []string {
	seen := map[string]bool{}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		fail(err)
		var data struct {
			K8sVersionedTemplates map[string]map[string]string
		}
		fail(json.Unmarshal(content, &data))
		for _, text := range data.K8sVersionedTemplates["templateKeys"] {
			seen[text] = true
		}
	}
	var texts []string
	for text := range seen {
		texts = append(texts, text)
	}
	sort.Strings(texts)
	return texts
}

// ask gives kdm's verdicts, one for each text.
func ask(kdm string, texts []string) []string {
	var input, output bytes.Buffer
	for _, text := range texts {
		input.WriteString(text)
		input.WriteByte(0)
	}
	command := exec.Command(kdm)
	command.Stdin, command.Stdout, command.Stderr = &input, &output, os.Stderr
	fail(command.Run())
	var verdicts []string
	lines := bufio.NewScanner(&output)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		verdicts = append(verdicts, lines.Text())
	}
	fail(lines.Err())
	if len(verdicts) != len(texts) {
		fail(fmt.Errorf("%d verdicts for %d texts", len(verdicts), len(texts)))
	}
	return verdicts
}

func compareFunctions(kdm string) int {
	output, err := exec.Command(kdm, "--functions").Output()
	fail(err)
	var expected []string
	for name := range functions() {
		expected = append(expected, name)
	}
	sort.Strings(expected)
	if found := strings.Fields(string(output)); strings.Join(found, " ") != strings.Join(expected, " ") {
		fmt.Printf("DISAGREE functions\n  go:  %v\n  kdm: %v\n", expected, found)
		return 1
	}
	return 0
}

var (
	goLine = regexp.MustCompile(`^template: compiled_template:(\d+): (?s:(.*))$`)
	quoted = regexp.MustCompile("(?s)\"(\\\\.|[^\"\\\\])*\"|<[a-z]+>|U\\+.*| [0-9]+$|started at.*|constant: .*")
)

// compare prints where Go and kdm differ, and gives the number of those texts.
func compare(texts, verdicts []string, verbose bool) int {
	var accepted, refused, sameLine, otherLine, disagreements int
	kinds, examples := map[string]int{}, map[string]int{}
	functions := functions()
	for nth, text := range texts {
		_, err := template.New("compiled_template").Funcs(functions).Parse(text)
		verdict, ok := verdicts[nth], verdicts[nth] == "ok"
		if (err == nil) != ok {
			disagreements++
			fmt.Printf("DISAGREE %.2000q\n  go:  %v\n  kdm: %s\n", text, err, verdict)
			continue
		}
		if ok {
			accepted++
			continue
		}
		refused++
		match := goLine.FindStringSubmatch(err.Error())
		if match == nil {
			fail(fmt.Errorf("no line in %v", err))
		}
		kind := quoted.ReplaceAllString(match[2], "…")
		kinds[kind]++
		words := strings.SplitN(verdict, " ", 3)
		offset, err := strconv.Atoi(words[1])
		fail(err)
		if offset > len(text) || offset < len(text) && !utf8.RuneStart(text[offset]) {
			disagreements++
			fmt.Printf("DISAGREE no character begins at %d of %.2000q: %s\n", offset, text, verdict)
		}
		if line := 1 + strings.Count(text[:offset], "\n"); strconv.Itoa(line) == match[1] {
			sameLine++
		} else {
			otherLine++
			if examples[kind]++; verbose && examples[kind] <= 2 {
				fmt.Printf("line %d, not %s: %.300q\n  go:  %s\n  kdm: %s\n", line, match[1], text, match[2], words[2])
			}
		}
	}
	if verbose {
		for kind, count := range kinds {
			fmt.Printf("%8d %s\n", count, kind)
		}
	}
	fmt.Printf("%d texts: both take %d, both refuse %d (%d in the same line, %d not), %d disagreements\n",
		len(texts), accepted, refused, sameLine, otherLine, disagreements)
	return disagreements
}
