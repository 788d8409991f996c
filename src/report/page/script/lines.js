// What differs between two texts, line by line: lines that both have once stand still (patience), and what is between them is
// compared again. No text makes it slow.

// Pairs of ` `, `-` or `+` and a line.
function differences(old, now) {
  const steps = [];
  compareLines(old, now, steps, 0);
  return steps;
}

// How often what is between is compared again.
const DEEPEST = 40;

function compareLines(old, now, steps, depth) {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  for (const line of old.slice(0, start)) steps.push([" ", line]);
  const [before, after] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
  const still = depth < DEEPEST ? standing(before, after) : [];
  if (still.length === 0) {
    for (const line of before) steps.push(["-", line]);
    for (const line of after) steps.push(["+", line]);
  } else {
    let [from, to] = [0, 0];
    for (const [one, other] of [...still, [before.length, after.length]]) {
      compareLines(before.slice(from, one), after.slice(to, other), steps, depth + 1);
      if (one < before.length) steps.push([" ", before[one]]);
      [from, to] = [one + 1, other + 1];
    }
  }
  for (const line of old.slice(old.length - end)) steps.push([" ", line]);
}

// The places of lines that both texts have once, in the longest order that both share.
function standing(old, now) {
  const once = (lines) => {
    const places = new Map();
    lines.forEach((line, at) => places.set(line, places.has(line) ? -1 : at));
    return places;
  };
  const of = once(now);
  const pairs = [...once(old)].filter(([line, at]) => at >= 0 && (of.get(line) ?? -1) >= 0).map(([line, at]) => [at, of.get(line)]);
  // The longest ascending row: the last pair of each length, and the pair before each.
  const [last, before] = [[], new Map()];
  for (const pair of pairs) {
    const length = place(last, (other) => other[1] < pair[1]);
    before.set(pair, last[length - 1]);
    last[length] = pair;
  }
  const row = [];
  for (let pair = last.at(-1); pair; pair = before.get(pair)) row.push(pair);
  return row.reverse();
}

// What differs, with three lines around it.
function shownDifferences(steps) {
  const near = new Set();
  steps.forEach(([mark], at) => {
    if (mark !== " ") for (let by = -3; by <= 3; by += 1) near.add(at + by);
  });
  const lines = [];
  let cut = false;
  steps.forEach(([mark, line], at) => {
    if (!near.has(at)) {
      cut = true;
      return;
    }
    if (cut && lines.length > 0) lines.push(h("span", { class: "cut" }, "⋯"), "\n");
    cut = false;
    lines.push(lineOf(mark, line), "\n");
  });
  return lines;
}

function lineOf(mark, line) {
  const kind = { "+": "ins", "-": "del" }[mark] ?? "span";
  const element = document.createElement(kind);
  element.textContent = mark ? `${mark} ${tabs(line)}` : tabs(line);
  return element;
}

// A line of a manifest: its indents stay.
function tabs(line) {
  return line.split("\t").map(visible).join("\t");
}

// Many pieces of a text as one, since a call takes no more than some.
function pieces(parts) {
  const all = document.createDocumentFragment();
  for (const part of parts.flat(Infinity)) all.append(part);
  return all;
}
