// The keys of the page, and what is opened before it is printed.

// One stop for Tab in each matrix; arrows go on from there.
function makeMatrixKeys() {
  for (const [area, dist] of areas) {
    const matrix = dist.querySelector("table");
    // The rows are in the order of the releases.
    matrix.querySelectorAll("tbody th").forEach((head, at) => {
      const version = data.areas.get(area)[at].v;
      head.replaceChildren(h("a", { href: link(area, version) }, version || "(no name)"), " ", ...head.children);
    });
    const columns = [...matrix.tHead.querySelectorAll("a")];
    const rows = () => [...matrix.querySelectorAll("tbody tr:not([hidden]) th a")];
    for (const anchor of matrix.querySelectorAll("a")) anchor.tabIndex = -1;
    stop(matrix);
    const go = (anchor) => {
      if (!anchor) return;
      matrix.querySelector("a[tabindex='0']")?.setAttribute("tabindex", "-1");
      anchor.tabIndex = 0;
      anchor.focus();
    };
    matrix.addEventListener("keydown", (event) => {
      const [row, column] = [rows().indexOf(event.target), columns.indexOf(event.target)];
      const to = {
        ArrowDown: () => (column >= 0 ? rows()[0] : rows()[row + 1]),
        ArrowUp: () => (row === 0 ? columns[0] : rows()[row - 1]),
        ArrowLeft: () => (row >= 0 ? null : columns[column - 1]),
        ArrowRight: () => (row >= 0 ? columns[0] : columns[column + 1]),
        Home: () => (column >= 0 ? columns[0] : rows()[0]),
        End: () => (column >= 0 ? columns.at(-1) : rows().at(-1)),
      }[event.key];
      if (!to || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      go(to());
    });
    matrix.addEventListener("click", (event) => {
      const row = event.target.closest("tbody tr");
      if (row && !event.target.closest("a")) location.hash = row.querySelector("a").hash;
    });
  }
}

// Tab stops at a link that is shown: where it was, or at the first.
function stop(matrix) {
  const now = matrix.querySelector("a[tabindex='0']");
  if (now && (now === document.activeElement || now.closest("tbody tr")?.hidden === false)) return;
  now?.setAttribute("tabindex", "-1");
  const first = matrix.querySelector("tbody tr:not([hidden]) th a") ?? matrix.tHead.querySelector("a");
  if (first) first.tabIndex = 0;
}

function makeKeys() {
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, select, textarea") !== null;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === "?") {
      document.getElementById("keys").togglePopover();
    }
  });
}

// Before a page is printed all that is folded is opened.
function makePrint() {
  addEventListener("beforeprint", () => {
    const closed = () => [...document.querySelectorAll("main > section:not([hidden]) details:not([open])")];
    for (let all = closed(); all.length > 0; all = closed()) {
      for (const details of all) {
        details.fill?.();
        details.open = true;
      }
    }
    for (const refresh of refreshes) refresh();
  });
}
