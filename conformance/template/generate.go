package main

import (
	"fmt"
	"math/rand"
	"strings"
	"unicode/utf8"
)

// generator makes templates by grammar. Most of them Go takes; now and then something stands where it must not.
type generator struct {
	random *rand.Rand
	depth  int
	ranges int
}

func (g *generator) one(of ...string) string { return of[g.random.Intn(len(of))] }
func (g *generator) in(n int) bool           { return g.random.Intn(n) == 0 }

func (g *generator) template() string {
	g.depth, g.ranges = 0, 0
	if g.in(4) {
		return "{{" + g.one(g.number(), g.number(), g.text(), g.character()) + "}}"
	}
	var text strings.Builder
	for range 1 + g.random.Intn(4) {
		if g.in(5) {
			text.WriteString(g.open() + "define " + g.name() + g.close() + g.list() + g.action("end"))
		} else {
			text.WriteString(g.node())
		}
	}
	return text.String()
}

func (g *generator) open() string {
	return g.one("{{", "{{", "{{", "{{ ", "{{- ", "{{-\n", "{{\t")
}

func (g *generator) close() string {
	return g.one("}}", "}}", "}}", " }}", " -}}", "\n-}}", "  -}}")
}

func (g *generator) action(inside string) string { return g.open() + inside + g.close() }

func (g *generator) list() string {
	g.depth++
	defer func() { g.depth-- }()
	var text strings.Builder
	for range g.random.Intn(4) {
		text.WriteString(g.node())
	}
	return text.String()
}

func (g *generator) node() string {
	kind := g.random.Intn(16)
	if g.depth > 4 && kind > 8 {
		kind = 0
	}
	switch kind {
	case 0, 1, 2, 3:
		return g.action(g.pipeline())
	case 4, 5:
		return g.one("text", " ", "\n", "", "}", "{", "}}", " \n a ", "é", "-", "- ")
	case 6:
		return g.one("{{/* a */}}", "{{- /* a */ -}}", "{{/* a\n*/ -}}", "{{- /**/}}", "{{ /* a */}}", "{{/* a */ }}",
			"{{/*/}}", "{{/* }} */}}", "{{- /* a */-}}")
	case 7:
		return g.action("template " + g.name() + g.one("", " "+g.pipeline(), " .", " ."))
	case 8:
		word := g.one("break", "continue")
		if g.ranges == 0 && !g.in(4) {
			return ""
		}
		return g.action(word)
	case 9, 10:
		return g.branch("if")
	case 11, 12:
		return g.branch("with")
	case 13, 14:
		g.ranges++
		defer func() { g.ranges-- }()
		return g.branch("range")
	default:
		defer func(ranges int) { g.ranges = ranges }(g.ranges)
		g.ranges = 0
		return g.open() + "block " + g.name() + " " + g.pipeline() + g.close() + g.list() + g.action("end")
	}
}

func (g *generator) branch(keyword string) string {
	text := g.open() + keyword + " "
	if keyword == "range" && g.in(2) {
		text += g.one("$i, $x := ", "$i,$x:=", "$x := ", "$i, $x = ", "$i , ", "$i, $x, $y := ", "$i, ", "$i,$x ")
	}
	text += g.pipeline() + g.close() + g.list()
	for g.in(3) {
		text += g.open() + "else " + g.one(keyword, keyword, keyword, "if", "with", "range") + " " + g.pipeline() +
			g.close() + g.list()
	}
	if g.in(3) {
		text += g.action("else") + g.list()
	}
	if g.in(20) {
		return text
	}
	return text + g.action("end")
}

func (g *generator) name() string {
	return g.one(`"a"`, `"a"`, `"b"`, `"c"`, "`a`", "`b\r`", `"\x61"`, `""`, `"compiled_template"`, `"\xff"`, `"\q"`, `a`,
		`"d"`, `"e"`, `"f"`, `"g"`, `'a'`)
}

func (g *generator) pipeline() string {
	g.depth++
	defer func() { g.depth-- }()
	var text string
	if g.in(6) {
		text = g.one("$x := ", "$x:=", "$x = ", "$y := ", "$ := ", "$x , ", "$x.A := ", "$x=", "$é := ")
	}
	text += g.command()
	for g.in(3) {
		text += g.one(" | ", "|", " |", "| ")
		if !g.in(12) {
			text += g.command()
		}
	}
	return text
}

func (g *generator) command() string {
	text := g.operand()
	for g.in(2) {
		text += g.one(" ", " ", " ", "  ", "\t", "\n", "") + g.operand()
	}
	return text
}

func (g *generator) operand() string {
	kind := g.random.Intn(13)
	if g.depth > 6 && kind == 0 {
		kind = 1
	}
	var text string
	switch kind {
	case 0:
		text = "(" + g.one("", " ") + g.pipeline() + g.one("", " ") + ")"
	case 1, 2, 3:
		text = g.one(".A", ".A", ".é1", ".B_2", ".0A")
	case 4:
		text = "."
	case 5, 6:
		text = g.one("$", "$", "$x", "$y", "$i", "$unknown")
	case 7, 8, 9:
		text = g.one("print", "default", "toYaml", "eq", "and", "len", "GetKubednsStubDomains", "foo", "nindent", "index")
	case 10:
		text = g.one("true", "false", "nil", "nil", g.text(), g.text(), g.character())
	case 11:
		text = g.number()
	case 12:
		text = g.one(tokens...)
	}
	for g.in(4) {
		text += g.one(".A", ".B", ".Ç", ".a1")
	}
	return text
}

func (g *generator) some(of string, most int) string {
	runes, text := []rune(of), ""
	for range g.random.Intn(most + 1) {
		text += string(runes[g.random.Intn(len(runes))])
	}
	return text
}

// number gives what looks like a number.
func (g *generator) number() string {
	sign := g.one("", "", "", "+", "-")
	var text string
	switch g.random.Intn(9) {
	case 0:
		text = g.some("0123456789", 3)
	case 1:
		text = g.some("0123456789_", 5)
	case 2:
		text = g.one("0x", "0X", "0o", "0O", "0b", "0B", "0") + g.some("01_7fF", 4)
	case 3:
		text = g.some("019_", 3) + g.one(".", "") + g.some("019_", 3) + g.one("e", "E", "e+", "e-", "") + g.some("0123_", 3)
	case 4:
		text = g.one("0x", "0X") + g.some("01fF_", 3) + g.one(".", "") + g.some("0f_", 2) +
			g.one("p", "P", "p+", "p-", "") + g.some("01_", 4)
	case 5:
		// At the edges of the integers and floats.
		text = g.one("9223372036854775807", "9223372036854775808", "9223372036854775809", "18446744073709551615",
			"18446744073709551616", "0x7fffffffffffffff", "0x8000000000000000", "0xffffffffffffffff",
			"0x10000000000000000", "0777777777777777777777", "01777777777777777777777", "02000000000000000000000",
			"1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1.797693134862315808e308",
			"179769313486231570814527423731704356798070e267", "1e309", "1e-400", "0e999999", "1e99999999999999999999",
			"0x1.fffffffffffffp1023", "0x1.fffffffffffff7p1023", "0x1.fffffffffffff8p1023", "0x1p1024", "0x0p99999",
			"0x.00000000001p1060", "0x.8p1024", "0x0.fffffffffffff8p1024", "0x0.fffffffffffffcp1024",
			"0x3.ffffffffffffep1022", "0x7.ffffffffffffcp1021", "0x7.ffffffffffffdp1021", "0x7.ffffffffffffbffp1021",
			"0xfffffffffffff800000000001p927", "0xfffffffffffffbffffffffffffp920", "0xfffffffffffffc00p960", "0x1p-99999")
	case 6:
		text = g.some("0123456789abcdefABCDEFxXoO_.eEpPi", 8)
	case 7:
		text = g.some("0123456789abcdefABCDEFxXoO_.eEpPi+-", 12)
	case 8:
		return sign + g.number() + g.one("+", "-") + g.number() + g.one("i", "i", "i", "")
	}
	return sign + text + g.one("", "", "", "", "i")
}

func (g *generator) escapes() string {
	text := ""
	for range g.random.Intn(4) {
		text += g.one(`\n`, `\a`, `\v`, `\\`, `\"`, `\'`, `\x41`, `\xff`, `\x4`, `\u00e9`, `\ud800`, `\U0001F600`,
			`\U00110000`, `\U80000000`, `\101`, `\377`, `\400`, `\18`, `\8`, `\0`, `\é`, `\q`, "a", "é", "😀", `\`, "`", "\r", "\t",
			"}}", "{{")
	}
	return text
}

func (g *generator) text() string {
	if g.in(3) {
		return "`" + g.one("", "a", "\n", "\r", `\q`, "}}", `"`) + "`"
	}
	return `"` + g.escapes() + `"`
}

func (g *generator) character() string {
	if g.in(2) {
		return "'" + g.one("a", "é", "😀", `"`, `\'`, `\n`, `\x41`, "}}", "ab", "", "\u0301") + "'"
	}
	return "'" + g.escapes() + "'"
}

// everyCharacter asks of each character whether it may stand in a name, and whether a template of nothing else is
// empty.
func everyCharacter() []string {
	var texts []string
	for r := rune(1); r <= utf8.MaxRune; r++ {
		if utf8.ValidRune(r) {
			text := fmt.Sprintf("{{define \"a\"}}%c{{end}}{{define \"a\"}}b{{end}}", r)
			texts = append(texts, fmt.Sprintf("{{.a%c}}", r), text)
		}
	}
	return texts
}

// nested gives templates that are nested deep.
func nested() []string {
	blocks := func(open, inside, end string, depth int) string {
		return strings.Repeat(open, depth) + inside + strings.Repeat(end, depth)
	}
	var texts []string
	for _, depth := range []int{9_999, 10_000, 10_001, 200_000} {
		texts = append(texts,
			"{{"+blocks("(", "1", ")", depth)+"}}",
			"{{"+blocks("(", ".A", ".B)", depth)+"}}",
			"{{print "+blocks("(print ", ".A", ")", depth)+"}}",
			"{{"+strings.Repeat("(", depth),
			blocks("{{if .A}}", "a", "{{end}}", depth),
			blocks("{{range .A}}{{else}}", "a", "{{end}}", depth),
			blocks("{{block \"a\" .}}", " ", "{{end}}", depth),
			strings.Repeat("{{with .A}}", depth),
			"{{if .A}}"+strings.Repeat("{{else if .B}}", depth)+"{{end}}",
			"{{.A"+strings.Repeat(".A", depth)+"}}",
		)
	}
	return texts
}
