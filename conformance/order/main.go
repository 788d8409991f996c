// Command order holds kdm's comparators of versions against the libraries that they stand for: blang/semver v3.5.1,
// mcuadros/go-version as RKE and as Rancher have it, and golang.org/x/mod/semver, by which hangar chooses.
//
//	cargo build --example order
//	go run . -kdm-order ../../target/debug/examples/order [-n 100000] [-seed 1] [-pairs 2000000] DATA_JSON...
//
// It compares every two of the versions and bounds that are in the data.json files, and random texts like them. kdm
// has no order of its own for golang.org/x/mod/semver; where that takes two texts with three numbers, blang's order
// has to be the same. Every disagreement is printed, and the exit code is 1 if there is any.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
)

// pair is two texts that are compared.
type pair struct{ a, b *text }

// question is what kdm is asked about a pair, and who knows the answer.
type question struct {
	library string // for kdm
	applies func(pair) bool
	strip   int // how many bytes of each text kdm does not get
	judges  []judge
}

type judge struct {
	name    string
	compare func(pair) byte
}

var questions = []question{
	{library: "blang", applies: always, judges: []judge{{"blang/semver, Make", blang}}},
	{library: "tolerant", applies: always, judges: []judge{{"blang/semver, ParseTolerant", tolerant}}},
	{library: "mcuadros", applies: always, judges: []judge{
		{"mcuadros/go-version of RKE", ofRKE}, {"mcuadros/go-version of Rancher", ofRancher},
	}},
	{library: "blang", applies: bothWhole, strip: len("v"), judges: []judge{{"golang.org/x/mod/semver", xMod}}},
}

func main() {
	kdm := flag.String("kdm-order", "", "the program of order.rs")
	count := flag.Int("n", 100_000, "how many random pairs")
	seed := flag.Int64("seed", 1, "what the random choices depend on")
	most := flag.Int("pairs", 2_000_000, "how many pairs of the files at most")
	flag.Parse()
	if *kdm == "" || flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: order -kdm-order PATH [-n N] [-seed N] [-pairs N] DATA_JSON...")
		os.Exit(2)
	}
	real := read(flag.Args())
	random := rand.New(rand.NewSource(*seed))
	pairs := realPairs(real, *most)
	pairs = append(pairs, randomPairs(random, real, *count)...)
	if compare(*kdm, pairs) > 0 {
		os.Exit(1)
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "order:", err)
		os.Exit(2)
	}
}

// realPairs is every two of the texts; of too many every two of the same minor, and a part of the others.
func realPairs(texts []string, most int) []pair {
	parsed := make([]*text, len(texts))
	for nth, text := range texts {
		parsed[nth] = parse(text)
	}
	all := len(texts) * (len(texts) - 1) / 2
	step := 1
	if all > most {
		step = all/most + 1
	}
	var pairs []pair
	for i, a := range parsed {
		for j, b := range parsed[:i] {
			if step > 1 && (i*i+j)%step != 0 && minor(a.text) != minor(b.text) {
				continue
			}
			// Both directions come up.
			if (i+j)%2 == 0 {
				pairs = append(pairs, pair{a, b})
			} else {
				pairs = append(pairs, pair{b, a})
			}
		}
	}
	fmt.Printf("%d texts of the files, %d pairs of them", len(texts), len(pairs))
	if step > 1 {
		fmt.Printf(" out of %d: all of the same minor, and of the others one in %d", all, step)
	}
	fmt.Println()
	return pairs
}

// compare prints where kdm and a library differ, and gives the number of those answers.
func compare(kdm string, pairs []pair) (disagreements int) {
	command := exec.Command(kdm)
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	fail(err)
	output, err := command.StdoutPipe()
	fail(err)
	fail(command.Start())
	go ask(input, pairs)
	answers := bufio.NewReader(output)
	counts := map[string]map[byte]int{}
	tooLarge := 0
	for _, pair := range pairs {
		if wholeVersions(pair) && (pair.a.isLarge || pair.b.isLarge) {
			tooLarge++
		}
		for _, question := range questions {
			if !question.applies(pair) {
				continue
			}
			line, err := answers.ReadString('\n')
			fail(err)
			for _, judge := range question.judges {
				want := judge.compare(pair)
				if counts[judge.name] == nil {
					counts[judge.name] = map[byte]int{}
				}
				counts[judge.name][want]++
				if line != string(want)+"\n" {
					disagreements++
					fmt.Printf("DISAGREE %s: %q %c %q, kdm: %.1s\n", judge.name, pair.a.text, want, pair.b.text, line)
				}
			}
		}
	}
	if rest, err := io.ReadAll(answers); err != nil || len(rest) > 0 {
		fail(fmt.Errorf("kdm goes on: %q, %v", rest, err))
	}
	fail(command.Wait())
	for _, question := range questions {
		for _, judge := range question.judges {
			count := counts[judge.name]
			fmt.Printf("%s: %d answers (%d <, %d =, %d >, %d !)\n", judge.name,
				count['<']+count['=']+count['>']+count['!'], count['<'], count['='], count['>'], count['!'])
		}
	}
	fmt.Printf("%d pairs that only golang.org/x/mod/semver takes, because of numbers above 64 bits\n", tooLarge)
	fmt.Printf("%d pairs, %d disagreements\n", len(pairs), disagreements)
	return disagreements
}

func ask(input io.WriteCloser, pairs []pair) {
	lines := bufio.NewWriterSize(input, 1<<16)
	for _, pair := range pairs {
		for _, question := range questions {
			if question.applies(pair) {
				fmt.Fprintf(lines, "%s\t%s\t%s\n", question.library, pair.a.text[question.strip:], pair.b.text[question.strip:])
			}
		}
	}
	fail(lines.Flush())
	fail(input.Close())
}
