// Elements. Text goes in as text: nothing here makes HTML of a string, and the page's policy forbids it.

// An element with attributes, listeners (`onclick`) and children; what is null or false is left out.
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  const there = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  element.append(...there.map((child) => (child instanceof Node ? child : visible(String(child)))));
  return element;
}

// Text of people's, with what a screen would obey or not show in a form that is seen.
function visible(text) {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u{fff9}-\u{fffb}]/gu,
    (c) => ({ "\n": "\\n", "\t": "\\t", "\r": "\\r" })[c] ?? `\\u{${c.codePointAt(0).toString(16)}}`,
  );
}

// The link to a view. A plain `+` is a space to some readers of links.
function link(...parts) {
  const encoded = parts.map((part) =>
    encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
  );
  return `#/${encoded.join("/")}`;
}

// `1 release`, `2 releases`.
function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

// A table with a caption, heads and rows; the first cell of a row is its head.
function table(caption, heads, rows) {
  return h(
    "table",
    null,
    caption && h("caption", null, caption),
    h("thead", null, h("tr", null, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", null, rows.map(([head, ...cells]) =>
      h("tr", null, h("th", { scope: "row" }, head), cells.map((cell) => h("td", null, cell))))),
  );
}

// A button that copies lines, and the same lines to look at.
function asList(title, lines) {
  const button = h("button", { type: "button", onclick: () => copy(lines()) }, "Copy as list");
  const text = h("pre", { tabindex: "0", "aria-label": title });
  const shown = h("details", { ontoggle: () => refresh() }, h("summary", null, "As text"), text);
  const refresh = () => { text.textContent = shown.open ? lines().map(visible).join("\n") : ""; };
  refreshes.add(refresh);
  return h("div", { class: "copy" }, button, shown);
}

// What is to be done where a selection has changed: lists that somebody looks at.
const refreshes = new Set();

// What is folded, and made when somebody looks or prints.
function folded(summary, make) {
  const details = h("details", { ontoggle: () => details.open && details.fill() }, h("summary", null, summary));
  details.fill = () => {
    details.fill = () => {};
    details.append(...[make()].flat(Infinity));
  };
  return details;
}

async function copy(lines) {
  try {
    await navigator.clipboard.writeText(`${lines.join("\n")}\n`);
    say(`${count(lines.length, "line")} copied`);
  } catch {
    say("The browser does not allow it: open “As text” and copy it there.");
  }
}

// What happened, for everybody.
function say(text) {
  document.getElementById("status").textContent = text;
}
