// Which version of RKE gets which template of an addon.

function addons() {
  return data.rke.addons.map((addon) => h("section", { class: "addon entry", id: `addon-${addon.name}` },
    h("h3", null, addon.name, word(data.badges.addons.includes(addon.name) && "changed")),
    band(addon),
    faults(addon),
    h("details", null, h("summary", null, count(addon.ranges.length, "range")),
      table(null, ["Template", "Range", "Bytes", "Versions"], addon.ranges.map(([range, key, size, runs]) => {
        const versions = unrolled(runs).map((at) => data.rke.keys[at]);
        return [h("a", { href: link("addon", addon.name, key) }, key), h("code", null, range), size ?? "no text", between(versions)];
      })))));
}

// `3: v1.20.4 … v1.20.11`, with its ends as links.
function between(versions) {
  if (versions.length === 0) return "no version";
  if (versions.length === 1) return release("rke", versions[0]);
  return [`${versions.length}: `, release("rke", versions[0]), " … ", release("rke", versions.at(-1))];
}

// The versions from left to right: a piece for neighbours that get the same. What it shows is in the table, too.
function band(addon) {
  const keys = data.rke.keys;
  const chosen = keys.map(() => []);
  addon.ranges.forEach(([, , , runs], nth) => unrolled(runs).forEach((at) => chosen[at].push(nth)));
  const gap = new Set(unrolled(addon.gap));
  const kind = (at) => (chosen[at].length > 1 ? "overlap" : gap.has(at) ? "gap" : chosen[at].length ? `tone${chosen[at][0] % 2}` : "none");
  const pieces = [];
  keys.forEach((key, at) => {
    const what = `${kind(at)} ${chosen[at].join()}`;
    if (pieces.at(-1)?.what === what) pieces.at(-1).versions.push(key);
    else pieces.push({ what, versions: [key], kind: kind(at), of: chosen[at].map((nth) => addon.ranges[nth][1]) });
  });
  const minors = byMinor(keys.map((v) => ({ v, minor: v.split(".").slice(0, 2).join(".") })));
  const wide = (element, number) => {
    element.style.setProperty("--n", number);
    return element;
  };
  return h("div", { class: "band", "aria-hidden": "true" },
    h("div", { class: "pieces" }, pieces.map(({ versions, kind: of, of: templates }) => wide(h("span", {
      class: of,
      title: `${templates.join(" or ") || "no template"}: ${versions[0]}${versions.length > 1 ? ` … ${versions.at(-1)}` : ""}`,
      onclick: () => templates.length === 1 && choose(addon.name, templates[0]),
    }), versions.length))),
    h("div", { class: "minors" }, minors.map(([minor, all]) => wide(h("span", null, minor.split(".").at(-1)), all.length))));
}

// A first click shows a template, a second one the difference.
function choose(addon, key) {
  const [view, name, one, other] = route().parts;
  const isSecond = view === "addon" && name === addon && one !== undefined && one !== key && other === undefined;
  location.hash = isSecond ? link("addon", addon, one, key) : link("addon", addon, key);
}

function faults(addon) {
  const list = (title, runs) => runs.length > 0 &&
    h("p", { class: "wrong" }, `${title}: `, between(unrolled(runs).map((at) => data.rke.keys[at])));
  return [
    list("Gap, no range matches", addon.gap),
    list("Overlap, which template is taken is random", addon.overlap),
    addon.refused.map((range) => h("p", { class: "wrong" }, "Not a range: ", h("code", null, range))),
  ];
}

// A template, or the difference of two.
function template(addon, one, other) {
  const of = data.rke.addons.find(({ name }) => name === addon);
  const known = (key) => of?.ranges.some(([, template]) => template === key);
  const missing = [one, other].find((key) => key !== undefined && !known(key));
  if (!of || missing !== undefined) return null;
  const keys = [...new Set(of.ranges.map(([, key]) => key))];
  // From the older one to the newer one, as their ranges come.
  const [first, second] = other !== undefined && keys.indexOf(other) < keys.indexOf(one) ? [other, one] : [one, other];
  const select = h("select", {
    onchange: () => { location.hash = select.value ? link("addon", addon, one, select.value) : link("addon", addon, one); },
  }, h("option", { value: "" }, "nothing"), keys.filter((key) => key !== one).map((key) =>
    h("option", { value: key, selected: key === other }, key)));
  return [
    h("h2", null, h("a", { href: link("addon") }, "Addons"), " / ", h("a", { href: link("addon", addon) }, addon), ` / ${first}`,
      second !== undefined && ` → ${second}`),
    band(of),
    h("p", null, h("label", null, "Compare with ", select)),
    text(first, second),
  ];
}

// The place of a text, which comes when it is unpacked.
function text(one, other) {
  const place = h("pre", { class: "text", tabindex: "0", "aria-label": "Template" }, "…");
  templates().then((known) => {
    const [first, second] = [known?.get(one), known?.get(other)];
    if (!first || (other !== undefined && !second)) {
      place.replaceWith(h("p", null, known ? "It has no text." : "The page was made without the texts of templates."));
    } else {
      place.replaceChildren(pieces(other === undefined
        ? first.map((line) => [lineOf("", line), "\n"]) : [shownLines(first, second)]));
    }
  }).catch((error) => { place.textContent = `It cannot be unpacked: ${error.message}`; });
  return place;
}

function shownLines(old, now) {
  const shown = shownDifferences(differences(old, now));
  return shown.length ? shown : "The two have the same text.";
}
