// The field at the top: what is typed in it, and where it leads.

// The link of what is typed in a view.
function typed(text) {
  const { parts } = route();
  const view = data.areas.has(parts[0]) ? "card" : parts[0];
  if (view === "card" || (view === "addon" && parts.length > 2)) return null;
  if (view === "offer" && text.trim() && !isRancher(text)) return null;
  if (view === "offer" || view === "image") return text.trim() ? link(view, text.trim()) : link(view);
  return `${link(...parts)}${text.trim() ? `?q=${encodeURIComponent(text.trim())}` : ""}`;
}

// What a whole name leads to: a release, with its `v` or without, an addon, and where nothing is filtered a Rancher; on a card
// what that Rancher makes of it.
function target(text) {
  const name = text.trim();
  const same = (other) => other.toLowerCase().replace(/^v/, "") === name.toLowerCase().replace(/^v/, "");
  for (const [area, names] of data.names) {
    const found = names.has(name) ? name : name && [...names.keys()].find(same);
    if (found) return link(area, found);
  }
  if (data.rke?.addons.some((addon) => addon.name === name)) return link("addon", name);
  if (!isWhole() || !isRancher(name)) return null;
  const [area, version] = route().parts;
  return data.areas.has(area) ? link(area, version, name) : link("offer", name);
}

// Whether a text is a Rancher, and no version of Kubernetes.
function isRancher(text) {
  return asked(text, data.line?.[1]) !== null && !/^v?(0*[01](\.|$)|$)/i.test(text.trim());
}

// Whether the field takes a whole name, and filters nothing.
function isWhole() {
  const { parts } = route();
  return parts[0] === "offer" || data.areas.has(parts[0]) || (parts[0] === "addon" && parts.length > 2);
}

function makeSearch() {
  field = h("input", {
    id: "field", type: "search", autocomplete: "off", spellcheck: "false", "aria-keyshortcuts": "/", list: "names",
    oninput: () => {
      const to = typed(field.value);
      if (to === null) {
        say(isWhole() && !target(field.value) && field.value ? "Enter a whole name: a Rancher as 2.9.2, 2.9 or 2.9-head, or a release." : "");
        return;
      }
      history.replaceState(null, "", to);
      show(true);
    },
    onkeydown: (event) => {
      if (event.key === "Escape") {
        // The browser would empty the field, and not say so.
        event.preventDefault();
        document.getElementById("main").focus();
      }
      if (event.key !== "Enter") return;
      const to = target(field.value);
      if (to) {
        document.getElementById("main").focus({ preventScroll: true });
        location.hash = to;
      } else if (isWhole()) say(`Nothing is called “${visible(field.value)}”.`);
    },
  });
  const names = [...data.names].flatMap(([, of]) => [...of.keys()]).concat(data.rke?.addons.map(({ name }) => name) ?? []);
  const keys = h("div", { id: "keys", popover: "auto", role: "dialog", "aria-label": "Keys" }, table("Keys", ["Key", "Does"], [
    ["/", "to the field"], ["Escape", "out of it"], ["Enter", "to the release, Rancher or addon of this name"],
    ["↑ ↓ ← →", "in the matrix"], ["Home, End", "to the first and the last row"], ["?", "these keys"],
  ]));
  const search = document.getElementById("search");
  search.replaceChildren(
    h("label", { id: "label", for: "field" }), field, h("datalist", { id: "names" }, names.map((value) => h("option", { value }))),
    h("button", { type: "button", popovertarget: "keys" }, "Keys"), h("span", { id: "status", role: "status" }), keys,
  );
  search.hidden = false;
}
