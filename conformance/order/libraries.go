package main

import (
	"regexp"
	"strconv"

	blangs "github.com/blang/semver"
	rke "github.com/mcuadros/go-version"
	mod "golang.org/x/mod/semver"
	rancher "kdm.invalid/go-version-of-2019"
)

// text is a text as the libraries read it, each once.
type text struct {
	text                    string
	strict, tolerant        *blangs.Version // nil where it is refused
	normalOfRKE, normalOfIt string
	isWhole                 bool // golang.org/x/mod/semver takes it, and it has three numbers
	isLarge                 bool // a number has more than 64 bits
}

var (
	whole  = regexp.MustCompile(`^v\d+\.\d+\.\d+($|[-+])`)
	number = regexp.MustCompile(`^\d+$`)
	splits = regexp.MustCompile(`[-.+]`)
)

func parse(version string) *text {
	text := &text{text: version, normalOfRKE: rke.Normalize(version), normalOfIt: rancher.Normalize(version)}
	if strict, err := blangs.Make(version); err == nil {
		text.strict = &strict
	}
	if tolerant, err := blangs.ParseTolerant(version); err == nil {
		text.tolerant = &tolerant
	}
	text.isWhole = mod.IsValid(version) && whole.MatchString(version)
	if text.isWhole {
		for _, part := range splits.Split(version[len("v"):len(version)-len(mod.Build(version))], -1) {
			if _, err := strconv.ParseUint(part, 10, 64); err != nil && number.MatchString(part) {
				text.isLarge = true
			}
		}
	}
	return text
}

func always(pair) bool { return true }

func wholeVersions(pair pair) bool { return pair.a.isWhole && pair.b.isWhole }

func bothWhole(pair pair) bool {
	return wholeVersions(pair) && !pair.a.isLarge && !pair.b.isLarge
}

func blang(pair pair) byte { return ofVersions(pair.a.strict, pair.b.strict) }

func tolerant(pair pair) byte { return ofVersions(pair.a.tolerant, pair.b.tolerant) }

func ofVersions(a, b *blangs.Version) byte {
	if a == nil || b == nil {
		return '!'
	}
	return sign(a.Compare(*b))
}

// The library's Compare is this with an operator; it would normalise both texts anew for every pair.
func ofRKE(pair pair) byte {
	return sign(rke.CompareSimple(pair.a.normalOfRKE, pair.b.normalOfRKE))
}

func ofRancher(pair pair) byte {
	return sign(rancher.CompareSimple(pair.a.normalOfIt, pair.b.normalOfIt))
}

func xMod(pair pair) byte { return sign(mod.Compare(pair.a.text, pair.b.text)) }

func sign(order int) byte { return "<=>"[order+1] }
