// What `kdm check` finds, with its help.

function findings() {
  const { summary: { errors, warnings }, findings: all } = data.findings;
  if (all.length === 0) return h("p", null, "Nothing is wrong.");
  const rules = new Map();
  for (const each of all) {
    if (!rules.has(each.rule)) rules.set(each.rule, []);
    rules.get(each.rule).push(each);
  }
  return [
    h("p", null, `${count(errors, "error")}, ${count(warnings, "warning")}.`),
    [...rules].map(([rule, of]) => h("section", { class: "part" },
      h("h3", null, rule, " ", h("small", null, `${of.length}`)),
      h("details", null, h("summary", null, "About the rule"), essay(data.essays[rule])),
      of.map(findingOf))),
  ];
}

function findingOf({ level, title, breaks, help, about, allowed, places }) {
  return h("article", { class: `entry ${level}` },
    h("h4", null, h("b", { class: level }, level), ` ${title}`),
    h("p", null, breaks),
    help && h("p", { class: "help" }, "What to do: ", help),
    allowed && h("p", { class: "help" }, "Let through: ", allowed),
    about.length > 0 && h("p", null, "About: ", about.map((subject, at) => [at > 0 && ", ", subjectOf(subject)])),
    places.length > 0 && h("ul", { class: "items" }, places.map(({ file, line, column, text }) =>
      h("li", null, h("code", null, `${file}:${line}:${column}`), text && ` ${text}`))));
}

// `rke2 v1.27.16+rke2r1` leads to its card.
function subjectOf(subject) {
  const [area, version] = subject.split(" ");
  return data.names.get(area)?.has(version) ? h("a", { href: link(area, version) }, subject) : subject;
}

// An essay: a title, and paragraphs of text.
function essay(text) {
  return text.split("\n\n").slice(1).map((paragraph) => (paragraph.split("\n").every((line) => line.startsWith("    "))
    ? h("pre", { tabindex: "0", "aria-label": "Example" }, pieces(paragraph.split("\n").map((line) => [lineOf("", line.slice(4)), "\n"])))
    : h("p", null, paragraph.replaceAll("\n", " "))));
}
