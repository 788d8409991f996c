// Who needs which image.

function isNewImage(at) {
  data.newImages ??= new Set(data.badges.images);
  return data.newImages.has(at);
}

// Each image's number, and the releases that need it with what for.
function needs() {
  const all = data.images.map((name) => ({ name, fields: new Map() }));
  for (const [area, releases] of data.areas) {
    for (const each of releases) {
      for (const [field, at] of each.images) {
        const { fields } = all[at];
        if (!fields.has(field)) fields.set(field, []);
        fields.get(field).push([area, each.v]);
      }
    }
  }
  return all;
}

function imageList() {
  const order = new Map(data.images.map((name, at) => [name, at]));
  const rows = needs().sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, fields }) => {
    const versions = [...new Map([...fields.values()].flat().map((need) => [need.join(" "), need])).values()];
    const row = h("tr", { class: "entry" },
      h("th", { scope: "row" }, h("a", { href: link("image", name) }, name), word(isNewImage(order.get(name)) && "new")),
      h("td", null, [...fields.keys()].join(", ")),
      h("td", null, versions.length > 3 ? needed(fields, versions) : versions.map(([area, v], at) => [at > 0 && ", ", release(area, v)])));
    row.dataset.name = name;
    // Only the name is searched: who needs it is not all in the row.
    row.dataset.text = name.toLowerCase();
    return row;
  });
  const all = h("table", null,
    h("thead", null, h("tr", null, ["Image", "For", "Needed by"].map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", null, rows));
  const shown = () => rows.filter((row) => !row.hidden).map((row) => row.dataset.name);
  return [asList("Images", shown), all];
}

// Many versions, by what for.
function needed(fields, versions) {
  return folded(`${count(versions.length, "version")}: ${versions.at(-1)[1]} … ${versions[0][1]}`, () =>
    [...fields].map(([field, of]) => [h("p", null, field), h("ul", { class: "names" }, of.map(([area, v]) => h("li", null, release(area, v))))]));
}
