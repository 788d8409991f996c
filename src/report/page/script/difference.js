// What differs from the other build, the heaviest first.

function difference() {
  const { counts, changes, releases, old } = data.difference;
  if (changes.length === 0) return h("p", null, "Nothing differs from ", h("code", null, old), ".");
  return [
    h("p", null, `${counts.map(([weight, number]) => `${number} ${weight}`).join(", ")}, against `, h("code", null, old), "."),
    h("p", null, "In all views ", word("new"), " is what the old build lacks, ", word("moved"),
      " what is for other Ranchers than before, and ", word("changed"), " what differs otherwise."),
    ...counts.map(([weight]) => h("section", { class: `part ${weight}` }, h("h3", null, weight),
      changes.filter((change) => change.weight === weight).map(changeOf))),
    tracked("New versions and windows", ["Version", "From", "To", "Why"],
      releases.map((each) => [named(each.area, each.v), each.min, each.max, each.new ? "new" : "window changed"])),
    tracked("Charts of new releases", ["Version", "Since", "Chart", "Before", "Now"], stepRows(releases, "charts")),
    tracked("Arguments of new releases", ["Version", "Since", "Argument", "Before", "Now"], stepRows(releases, "args")),
  ];
}

function changeOf(change) {
  const { area, kind, title, hits, items, versions, runs, manifests } = change;
  const [few, rest] = [items.slice(0, 6), items.slice(6)];
  const item = (text) => h("li", null, text);
  const all = versions.length > 2 && h("details", null, h("summary", null, `all ${versions.length}`),
    h("ul", { class: "names" }, versions.map((version) => h("li", null, named(area, version)))));
  return h("article", { class: "entry" },
    h("h4", null, `${area}: ${title} `, h("small", null, kind)),
    hits && h("p", { class: "hits" }, hits),
    h("ul", { class: "items" }, few.map(item)),
    rest.length > 0 && h("details", null, h("summary", null, `${rest.length} more`), h("ul", { class: "items" }, rest.map(item))),
    versions.length > 0 && h("div", null, runs.map(([first, last], at) => [
      at > 0 && ", ", named(area, versions[first]), last > first && [" … ", named(area, versions[last])],
    ]), all),
    manifests?.map(([label, at]) => manifest(label, data.difference.manifests[at])));
}

// A unified diff.
function manifest(label, text) {
  return folded(`manifest of ${label}`, () => {
    const lines = text.split("\n").map((line) => {
      const mark = line.startsWith("@@") ? "" : line[0] ?? "";
      return [lineOf(mark, mark ? line.slice(1) : line), "\n"];
    });
    return h("pre", { class: "text", tabindex: "0", "aria-label": `Manifest of ${label}` }, pieces(lines));
  });
}

function tracked(title, heads, rows) {
  return rows.length > 0 && section(title, table(null, heads, rows));
}

function stepRows(releases, of) {
  return releases.flatMap((each) => each[of].map(([name, old, now]) =>
    [named(each.area, each.v), each.previous ?? "–", name, old ?? "–", now ?? "–"]));
}

// The changes of one release, on its card.
function inDifference(area, version) {
  // Bounds and options of RKE stand at the minor, too.
  const names = area === "rke" ? [version, version.split(".").slice(0, 2).join(".")] : [version];
  const touches = (change) => change.area === area && names.some((name) => change.versions.includes(name));
  const changes = data.difference?.changes.filter(touches) ?? [];
  if (changes.length === 0) return null;
  return section(["In the ", h("a", { href: link("diff") }, "difference")],
    h("ul", { class: "items" }, changes.map(({ weight, title, items }) =>
      h("li", null, h("b", { class: weight }, weight), ` ${title}${items.length ? `: ${items.slice(0, 6).join(", ")}` : ""}`))));
}
