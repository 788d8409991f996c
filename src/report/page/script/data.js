// The answers of the program, unpacked, and what is found in them by name.

let data;

async function unpacked(id) {
  const packed = Uint8Array.from(atob(document.getElementById(id).textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

async function unpack() {
  data = await unpacked("data");
  data.areas = new Map(data.sections.map((section) => [section.key, section.releases]));
  if (data.rke) data.areas.set("rke", data.rke.versions);
  data.names = new Map([...data.areas].map(([area, releases]) => {
    const names = new Map();
    for (const each of releases) names.set(each.v, [...(names.get(each.v) ?? []), each]);
    return [area, names];
  }));
}

// The lines of each template, by key. A piece is a number of new lines, or stood before some lines above. They are unpacked
// when somebody asks for one; nothing where the page was made without them.
async function templates() {
  if (!document.getElementById("texts")) return null;
  if (!data.templates) {
    const { lines, texts } = await unpacked("texts");
    const [all, known] = [[], new Map()];
    let next = 0;
    for (const [key, pieces] of texts) {
      const start = all.length;
      for (let at = 0; at < pieces.length; at += 2) {
        for (let nth = 0; nth < pieces[at + 1]; nth += 1) {
          all.push(pieces[at] === 0 ? lines[next++] : all[all.length - pieces[at]]);
        }
      }
      known.set(key, all.slice(start));
    }
    data.templates = known;
  }
  return data.templates;
}

// The numbers of runs: where each begins, and how long it is.
function unrolled(runs) {
  const numbers = [];
  for (let at = 0; at < runs.length; at += 2) {
    for (let nth = 0; nth < runs[at + 1]; nth += 1) numbers.push(runs[at] + nth);
  }
  return numbers;
}

// What the difference does to a release, in a word.
function badge(area, version) {
  const words = data.badges.versions[area] ?? {};
  return Object.hasOwn(words, version) ? word(words[version]) : null;
}

function word(text) {
  return text ? [" ", h("b", { class: `badge ${text}` }, text)] : null;
}

// The name of a release that leads to its card.
function release(area, version) {
  return [h("a", { href: link(area, version) }, version), badge(area, version)];
}

// A name that leads to a card where the build has one.
function named(area, version) {
  return data.names.get(area)?.has(version) ? release(area, version) : version;
}

// All of one minor after the other, in the order in which they come.
function byMinor(releases) {
  const minors = [];
  for (const each of releases) {
    if (minors.at(-1)?.[0] !== each.minor) minors.push([each.minor, []]);
    minors.at(-1)[1].push(each);
  }
  return minors;
}
