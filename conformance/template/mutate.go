package main

import (
	"math/rand"
	"regexp"
	"strings"
)

var (
	action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	word   = regexp.MustCompile("(?s)\"(?:\\\\.|[^\"\\\\])*\"|`[^`]*`|'(?:\\\\.|[^'\\\\])*'|[\\w$.]+|:=|\\s+|.")
	opens  = regexp.MustCompile(`^\{\{(- )?\s*(if|range|with|block|define)\b`)
	closes = regexp.MustCompile(`^\{\{(- )?\s*end\b`)
)

// mutator changes windows of templates: a few actions that go together, with little text between them.
type mutator struct {
	random *rand.Rand
	// windows are the texts and actions of each template, in turn.
	windows [][]string
}

func newMutator(random *rand.Rand, texts []string) *mutator {
	m := &mutator{random: random}
	for _, text := range texts {
		var parts []string
		end := 0
		for _, at := range action.FindAllStringIndex(text, -1) {
			parts = append(parts, shorten(text[end:at[0]]), text[at[0]:at[1]])
			end = at[1]
		}
		if parts = append(parts, shorten(text[end:])); len(parts) > 1 {
			m.windows = append(m.windows, parts)
		}
	}
	return m
}

func shorten(text string) string {
	if runes := []rune(text); len(runes) > 8 {
		return string(runes[:3]) + string(runes[len(runes)-4:])
	}
	return text
}

// window gives the parts from an action to the one that closes it, and a few more.
func (m *mutator) window() []string {
	parts := m.windows[m.random.Intn(len(m.windows))]
	start := m.random.Intn(len(parts)/2)*2 + 1
	depth, least := 0, m.random.Intn(8)
	for end := start; end < len(parts) && end < start+80; end += 2 {
		if opens.MatchString(parts[end]) {
			depth++
		} else if closes.MatchString(parts[end]) {
			depth--
		}
		if depth < 0 {
			break
		}
		if depth == 0 && end-start >= least {
			return append([]string{}, parts[start-1:end+1]...)
		}
	}
	return append([]string{}, parts[start-1:start+1]...)
}

// mutation gives a window with one to three changes.
func (m *mutator) mutation() string {
	parts := m.window()
	if m.random.Intn(8) == 0 {
		other := m.window()
		parts = append(parts[:m.random.Intn(len(parts)+1)], other[m.random.Intn(len(other)):]...)
	}
	for range 1 + m.random.Intn(3) {
		if len(parts) == 0 {
			break
		}
		switch m.random.Intn(6) {
		case 0, 1, 2:
			nth := m.random.Intn(len(parts))
			if nth%2 == 0 && nth+1 < len(parts) {
				nth++
			}
			parts[nth] = m.words(parts[nth])
		case 3:
			parts = m.pieces(parts)
		case 4:
			text := strings.Join(parts, "")
			parts = []string{m.characters(text)}
		case 5:
			at := m.random.Intn(len(parts) + 1)
			parts = append(parts[:at], append([]string{m.snippet()}, parts[at:]...)...)
		}
	}
	return strings.Join(parts, "")
}

func (m *mutator) snippet() string { return snippets[m.random.Intn(len(snippets))] }
func (m *mutator) token() string   { return tokens[m.random.Intn(len(tokens))] }

// words changes the words of an action.
func (m *mutator) words(action string) string {
	words := word.FindAllString(action, -1)
	for range 1 + m.random.Intn(2) {
		if len(words) == 0 {
			break
		}
		a, b := m.random.Intn(len(words)), m.random.Intn(len(words))
		switch m.random.Intn(5) {
		case 0:
			words[a], words[b] = words[b], words[a]
		case 1:
			words = append(words[:a], append([]string{words[b]}, words[a:]...)...)
		case 2:
			words = append(words[:a], words[a+1:]...)
		case 3:
			words[a] = m.token()
		case 4:
			words = append(words[:a], append([]string{m.token()}, words[a:]...)...)
		}
	}
	return strings.Join(words, "")
}

// pieces moves, doubles or drops whole texts and actions, or cuts at one.
func (m *mutator) pieces(parts []string) []string {
	a, b := m.random.Intn(len(parts)), m.random.Intn(len(parts))
	switch m.random.Intn(5) {
	case 0:
		parts[a], parts[b] = parts[b], parts[a]
	case 1:
		return append(parts[:a], append([]string{parts[b]}, parts[a:]...)...)
	case 2, 3:
		return append(parts[:a], parts[a+1:]...)
	case 4:
		return parts[:a+1]
	}
	return parts
}

// characters changes single characters.
func (m *mutator) characters(text string) string {
	runes := []rune(text)
	for range 1 + m.random.Intn(3) {
		if len(runes) == 0 {
			break
		}
		at := m.random.Intn(len(runes))
		character := []rune(m.characterOf())
		switch m.random.Intn(4) {
		case 0:
			runes = append(runes[:at], runes[at+1:]...)
		case 1:
			runes[at] = character[0]
		case 2:
			runes = append(runes[:at], append(character, runes[at:]...)...)
		case 3:
			runes = runes[:at]
		}
	}
	return string(runes)
}

func (m *mutator) characterOf() string {
	characters := []rune("{}{}(){}()-- .$|:=,\"`'\\/*\n\t\r+0123456789_xXeEpPoObBiaAfFnu[]<>!#&;é世²ǅⅷ٣\u0301\u00a0\u2028\ufeff\x01\x7f")
	return string(characters[m.random.Intn(len(characters))])
}
