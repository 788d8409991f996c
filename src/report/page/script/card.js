// A release: who is offered it, what changed since the one before, and all that it has.

function card(area, version, rancher) {
  const all = data.names.get(area)?.get(version);
  if (!all) return null;
  return [
    h("h2", null, version, badge(area, version), " ", h("small", null, area)),
    rancher && all.map((each) => forRancher(area, each, rancher)),
    all.map((each) => (area === "rke" ? versionOfRke(each) : releaseOf(area, each))),
    inDifference(area, version),
  ];
}

// Whether a Rancher is offered a release, and why not.
function forRancher(area, each, rancher) {
  const who = ["Rancher ", h("a", { href: link("offer", rancher) }, rancher), ": "];
  if (area === "rke" && !knowsRke(rancher)) return h("p", null, who, "it has no RKE1.");
  const section = data.sections.find(({ key }) => key === area);
  if (section?.fault) return h("p", null, who, h("b", { class: "wrong" }, "the section does not load."));
  const why = section ? hiddenAt(each, turnOf(section, rancher)) : hiddenFrom(each, boundOf(rancher));
  if (!why) return h("p", null, who, h("b", { class: "default" }, "offered"), ".");
  return h("p", null, who, h("b", { class: "wrong" }, "not offered"), `, ${data.reasons[why[0]]}${why[1] ? `: ${why[1]}` : ""}.`);
}

function releaseOf(area, each) {
  const [min, max] = each.bounds;
  return [
    each.shadowed && h("p", { class: "wrong" }, "Rancher takes another release of this version."),
    h("p", null, each.ranchers ? `Offered by Rancher ${each.ranchers}.` : h("b", { class: "wrong" }, "Offered by no Rancher."),
      each.defaultOf && [" ", h("b", { class: "default" }, "★ default"), ` of Rancher ${each.defaultOf}.`]),
    facts([["minChannelServerVersion", min ?? "missing"], ["maxChannelServerVersion", max ?? "missing"]]),
    since(area, each),
    ...["serverArgs", "agentArgs"].map((name) => args(name, each)),
    charts(each),
    features(each),
    each.others && section("Other parts", facts(Object.entries(each.others).map(([name, value]) => [name, plain(value)]))),
    section("Images", images(each), asList("Images", () => each.images.map(([, at]) => data.images[at]))),
  ];
}

function section(title, ...children) {
  return h("section", { class: "part" }, h("h3", null, title), children);
}

function facts(rows) {
  return h("dl", null, rows.map(([name, ...value]) => h("div", null, h("dt", null, name), h("dd", null, value))));
}

// A value in a line.
function plain(value) {
  return typeof value === "string" && value !== "" ? value : JSON.stringify(value);
}

const valueAt = (at) => (at === null ? "none" : summary(data.values[at]));

// What a value of a release is, in a line: of a chart its version and where it is from, of an argument its parts.
function summary(value) {
  if (value?.version && value.repo) return `${value.version} of ${value.repo}`;
  if (typeof value !== "object" || value === null) return plain(value);
  return Object.entries(value).map(([name, part]) => `${name} ${plain(part)}`).join(", ") || "{}";
}

function since(area, each) {
  if (!each.since) return null;
  const rows = each.since.steps.flatMap(([of, steps]) => steps.map(([name, old, now]) => [
    [changed(), name], of, h("span", { class: "old" }, valueAt(old)), h("span", { class: "now" }, valueAt(now)),
  ]));
  const title = ["What changed since ", h("a", { href: link(area, each.since.v) }, each.since.v)];
  return section(title, rows.length
    ? table(null, ["Name", "In", "Before", "Now"], rows)
    : h("p", null, "Nothing: arguments, charts and features are the same."));
}

// The mark of what differs from the release before.
function changed() {
  return h("b", { class: "changed", title: "differs from the release before" }, "● ");
}

// The names in a table of a release that differ from the release before.
function stepsOf(each, name) {
  const steps = each.since?.steps.find(([of]) => of === name)?.[1] ?? [];
  return new Set(steps.map(([step]) => step));
}

function entries(each, name) {
  const at = each.tables[name];
  return at === undefined ? null : data.tables[at].map(([key, value]) => [key, data.values[value]]);
}

function args(name, each) {
  const all = entries(each, name);
  if (!all) return null;
  const steps = stepsOf(each, name);
  const rows = all.map(([key, spec]) => {
    const { type, default: standard, options, ...rest } = Object(spec);
    return [
      [steps.has(key) && changed(), key], type === undefined ? "" : plain(type), standard === undefined ? "" : plain(standard),
      options ? [options].flat().map(plain).join(", ") : "",
      Object.entries(rest).map(([part, value]) => (value === true ? part : `${part} ${plain(value)}`)).join(", "),
    ];
  });
  return h("section", { class: "part" }, h("details", { open: steps.size > 0 || rows.length < 13 },
    h("summary", null, h("h3", null, `${name} (${all.length})`)),
    table(null, ["Argument", "Type", "Default", "Options", "Other"], rows)));
}

function charts(each) {
  const all = entries(each, "charts");
  if (!all) return null;
  const steps = stepsOf(each, "charts");
  return section(`charts (${all.length})`, table(null, ["Chart", "Version", "Repository"], all.map(([name, chart]) =>
    [[steps.has(name) && changed(), name], plain(chart?.version ?? chart), plain(chart?.repo ?? "")])));
}

function features(each) {
  const all = entries(each, "featureVersions");
  if (!all) return null;
  const steps = stepsOf(each, "featureVersions");
  return section("featureVersions", facts(all.map(([name, value]) => [[steps.has(name) && changed(), name], plain(value)])));
}

function images(each) {
  return table(null, ["For", "Image"], each.images.map(([role, at]) =>
    [role, [h("a", { href: link("image", data.images[at]) }, data.images[at]), word(isNewImage(at) && "new")]]));
}

function versionOfRke(each) {
  const [ranchers, rkes] = each.defaultOf.map((keys) => keys.toSorted((one, other) => compareRanks(rank(one), rank(other))));
  return [
    h("p", null, `Offered by ${each.by[0]}; by ${each.by[1]}.`),
    facts([
      ranchers.length > 0 && [h("b", { class: "default" }, "★ default of Rancher"), ranchers.join(", ")],
      rkes.length > 0 && [h("b", { class: "default" }, "★ default of RKE"), rkes.join(", ")],
      ...each.bounds.map(([name, bound, key, isRead]) =>
        [name, bound, key === each.v ? "" : ` of ${key}`, isRead ? "" : " (nobody reads it there)"]),
      each.docker.length > 0 && ["Docker", each.docker.join(", ")],
    ].filter(Boolean)),
    section("Templates", table(null, ["Addon", "Template", "Range"], data.rke.addons.map((addon, nth) => {
      const chosen = each.templates[nth].map((at) => addon.ranges[at]);
      return [h("a", { href: link("addon", addon.name) }, addon.name),
        chosen.length ? chosen.map(([, key], at) => [at > 0 && " or ", h("a", { href: link("addon", addon.name, key) }, key)]) : "none",
        chosen.map(([range]) => range).join("; ")];
    }))),
    section("Images", images(each), asList("Images", () => [...new Set(each.images.map(([, at]) => data.images[at]))].sort())),
    each.options.map(([system, at]) => options(system, data.rke.options[at], each.v)),
  ];
}

function options(system, { key, components }, version) {
  const rows = components.flatMap(([component, all]) => all.map(([name, value, layer]) =>
    [`${component}.${name}`, JSON.stringify(value), layer]));
  return h("section", { class: "part" }, h("details", null,
    h("summary", null, h("h3", null, `Service options for ${system}, ${key === version ? "its own" : `of ${key}`} (${rows.length})`)),
    table(null, ["Option", "Value", "Layer"], rows)));
}
