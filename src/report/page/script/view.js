// Which view is shown, what the field at the top is for, and the keys.

const views = new Map([...document.querySelectorAll("main > section")].map((section) => [section.id.slice(1), section]));
const areas = new Map([...document.querySelectorAll("#main .dist[id]")].map((section) => [section.id.split("/").at(-1), section]));
const heading = document.querySelector("h1").textContent;
let field;
// The Rancher that was looked at last; a card says what it makes of the release.
let rancher;

// What a link leads to: the parts of its path, and what is filtered.
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?q=");
  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const parts = path.split("/").filter((part) => part !== "").map(decoded);
  return { parts: parts.length ? parts : ["offer"], filter: query === undefined ? "" : decoded(query) };
}

// What the field does in each view: its label, and what it holds.
const fields = {
  offer: { label: "Rancher", value: ({ parts }) => parts[1] ?? "" },
  card: { label: "Release or Rancher", value: ({ parts }) => parts[1] ?? "" },
  image: { label: "Search images", value: ({ parts }) => parts[1] ?? "" },
};

function fieldOf(view, parts) {
  if (view === "addon" && parts.length > 2) return { label: "Release or addon", value: () => "" };
  return fields[view] ?? { label: "Filter", value: ({ filter }) => filter };
}

// Shows what the link leads to.
function show(isTyping) {
  // A link in the page that is none of ours.
  if (location.hash && !location.hash.startsWith("#/")) return;
  const where = route();
  const [first, ...rest] = where.parts;
  const isArea = data.areas.has(first);
  const made = isArea ? card(first, rest[0] ?? "", rest[1] === undefined ? rancher : asked(rest[1], data.line?.[1])) : null;
  const isView = views.has(first) && first !== "card" && !(first === "matrix" && rest[0] !== undefined && !areas.has(rest[0]));
  const view = isArea && made ? "card" : isView ? first : "unknown";
  const title = view === "unknown" ? unknown(where.parts) : shown(view, rest, where.filter, made, isTyping);
  document.title = `${title} · ${heading}`;
  for (const [name, section] of views) section.hidden = name !== (view === "unknown" ? "card" : view);
  for (const anchor of document.querySelectorAll("nav a")) {
    if (anchor.hash === `#/${view}`) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
  document.getElementById("link").textContent = location.href;
  const { label, value } = fieldOf(view, where.parts);
  document.getElementById("label").textContent = label;
  field.placeholder = view === "offer" ? data.line?.[1] ?? "" : "";
  if (!isTyping) field.value = value(where);
}

// Fills a view; its title.
function shown(view, rest, filter, made, isTyping) {
  const section = views.get(view);
  switch (view) {
    case "offer":
      return showOffer(rest[0]);
    case "card":
      section.replaceChildren(...made.flat(Infinity).filter(Boolean));
      say("");
      return location.hash && route().parts[1];
    case "matrix":
      sift(section.querySelectorAll("tbody tr"), filter, "release");
      for (const dist of areas.values()) stop(dist.querySelector("table"));
      for (const [area, dist] of areas) {
        dist.hidden = rest[0] !== undefined && area !== rest[0];
        // The newest Ranchers are on the right.
        const matrix = dist.querySelector(".matrix");
        if (!matrix.dataset.seen) requestAnimationFrame(() => { matrix.scrollLeft = matrix.scrollWidth; });
        matrix.dataset.seen = "true";
      }
      return "Matrix";
    case "defaults":
      sift(section.querySelectorAll("tbody tr"), filter, "rule");
      return "Defaults";
    case "addon":
      return showAddon(section, rest, filter, isTyping);
    case "image":
      fill(section, "Images", imageList);
      sift(section.querySelectorAll("tr.entry"), rest[0] ?? "", "image");
      return "Images";
    case "diff":
      fill(section, "Difference", difference);
      sift(section.querySelectorAll(".entry"), filter, "change");
      return "Difference";
    default:
      fill(section, "Findings", findings);
      sift(section.querySelectorAll(".entry"), filter, "finding");
      return "Findings";
  }
}

function fill(section, title, make) {
  if (section.dataset.filled === "true") return;
  section.replaceChildren(h("h2", null, title), ...[make()].flat(Infinity).filter(Boolean));
  section.dataset.filled = "true";
}

function showOffer(text) {
  const newest = data.line?.[1];
  const chosen = text === undefined ? newest : asked(text, newest);
  rancher = text === undefined ? undefined : chosen ?? undefined;
  if (!chosen) {
    document.getElementById("rancher").textContent = text === undefined ? "?" : visible(text);
    document.getElementById("offered").replaceChildren(text === undefined ? h("p", null, "The build names no Rancher.") : "");
    document.getElementById("other-line").hidden = true;
    say(text === undefined ? "" : `“${visible(text)}” is no Rancher: write it as 2.9.2, 2.9 or 2.9-head.`);
    return "Offer";
  }
  document.getElementById("rancher").textContent = chosen;
  document.getElementById("offered").replaceChildren(...offer(chosen));
  const line = data.line?.[0];
  const note = document.getElementById("other-line");
  note.hidden = !line || chosen.startsWith(`${line}.`);
  note.textContent = `This build is for Rancher ${line}; another line reads another one.`;
  say("");
  return `Rancher ${chosen}`;
}

function showAddon(section, [name, one, other], filter, isTyping) {
  const known = data.rke?.addons.some((addon) => addon.name === name);
  const parts = one !== undefined ? template(name, one, other) : null;
  if (parts) {
    section.dataset.filled = "";
    section.replaceChildren(...parts);
    say("");
    return `${name} ${one}`;
  }
  fill(section, "Addons", addons);
  sift(section.querySelectorAll(".entry"), filter, "addon");
  if (name === undefined) return "Addons";
  if (!known || one !== undefined) say(`There is no ${known ? "template" : "addon"} “${visible(one ?? name)}”.`);
  const chosen = document.getElementById(`addon-${name}`);
  if (chosen && !isTyping) {
    chosen.querySelector("details").open = true;
    requestAnimationFrame(() => chosen.scrollIntoView());
  }
  return name;
}

function unknown(parts) {
  const [area, version] = parts;
  const what = data.areas.has(area) ? `no release “${version ?? ""}” of ${area}` : `nothing at “${parts.join("/")}”`;
  views.get("card").replaceChildren(
    h("h2", null, "Not in this build"),
    h("p", null, `There is ${what}. `, h("a", { href: link("offer") }, "What Rancher offers"), " is the start."),
  );
  say("");
  return "Not in this build";
}

// Shows only what has a text in it, and says how much that is.
function sift(entries, text, noun) {
  const wanted = text.trim().toLowerCase();
  let number = 0;
  for (const entry of entries) {
    entry.dataset.text ??= entry.textContent.toLowerCase();
    const isShown = entry.dataset.text.includes(wanted);
    if (entry.hidden === isShown) entry.hidden = !isShown;
    if (isShown) number += 1;
  }
  say(wanted ? `${count(number, noun)} with “${visible(text.trim())}”` : "");
  for (const refresh of refreshes) refresh();
}

async function start() {
  const began = performance.now();
  await unpack();
  document.documentElement.classList.add("scripted");
  // Without a script links lead to these names; with one the browser must not scroll to them.
  for (const section of [...views.values(), ...areas.values()]) section.removeAttribute("id");
  makeSearch();
  makeMatrixKeys();
  makeKeys();
  makePrint();
  addEventListener("hashchange", () => {
    show(false);
    scrollTo(0, 0);
    if (document.activeElement !== field) document.getElementById("main").focus({ preventScroll: true });
  });
  show(false);
  requestAnimationFrame(() => {
    document.documentElement.dataset.drawn = String(Math.round(performance.now() - began));
  });
}

start().catch((error) => {
  const note = document.createElement("p");
  note.className = "wrong";
  const why = data ? "The script of the page failed" : "This browser cannot unpack the page, a newer one can";
  note.textContent = `${why}: ${error.message}. What follows works without.`;
  document.getElementById("main").prepend(note);
});
