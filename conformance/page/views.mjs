// Links, keys, readers with a screen reader, with a printer, and without a script.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { drawn, go, settled, unfold, views } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Each link opens its view, written by us or with a plain `+`, and one that leads nowhere says so.
export async function checkLinks({ page }) {
  const wrong = [];
  const [area, version] = await page.evaluate(() => {
    const [key, releases] = [...data.areas].find(([, all]) => all.some(({ v }) => v.includes("+"))) ?? [...data.areas][0];
    return [key, (releases.find(({ v }) => v.includes("+")) ?? releases[0])?.v];
  });
  const expect = async (hash, heading, named) => {
    await go(page, hash);
    const found = await page.evaluate(() => document.querySelector("main > section:not([hidden]) h2")?.textContent ?? "");
    if (!found.includes(heading)) wrong.push(`${hash} leads to “${found}”, not to “${heading}”`);
    const title = await page.title();
    if (!title.startsWith(named)) wrong.push(`${hash} has the title ${title}, not ${named}`);
  };
  await expect("#/offer/2.9.2", "What Rancher 2.9.2 offers", "Rancher 2.9.2 ·");
  await expect("#/offer/v2.9", "What Rancher 2.9.99 offers", "Rancher 2.9.99 ·");
  if (version) {
    await expect(`#/${area}/${encodeURIComponent(version)}`, version, `${version} ·`);
    await go(page, "#/matrix");
    await expect(`#/${area}/${version}`, version, `${version} ·`);
  }
  await expect("#/image/rancher%2F", "Images", "Images ·");
  const shown = await page.evaluate(() => [...document.querySelectorAll("main tr.entry")].filter((row) => row.checkVisibility()).map((row) => row.dataset.name));
  if (shown.some((name) => !name.includes("rancher/"))) wrong.push(`#/image/rancher%2F shows ${shown.find((name) => !name.includes("rancher/"))}`);
  await expect("#/no/such/view", "Not in this build", "Not in this build ·");
  await expect(`#/${area}/v0.0.0`, "Not in this build", "Not in this build ·");
  await expect("#/%E0%A4%A", "Not in this build", "Not in this build ·");
  // Back and forward.
  await go(page, "#/matrix");
  await go(page, "#/defaults");
  await page.goBack();
  await settled(page);
  const back = await page.evaluate(() => document.querySelector("main > section:not([hidden]) h2").textContent);
  if (back !== "Matrix") wrong.push(`back leads to ${back}`);
  // A filter is in the link.
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type("v1.2");
  await settled(page);
  if (!page.url().endsWith("#/matrix?q=v1.2")) wrong.push(`the filter is not in the link: ${page.url()}`);
  return wrong;
}

// A search, a card and back with nothing but keys; the matrix by its arrows.
export async function checkKeys({ page }) {
  const wrong = [];
  const version = await page.evaluate(() => [...data.areas.values()].flat()[0]?.v);
  if (!version) return wrong;
  const heading = () => page.evaluate(() => document.querySelector("main > section:not([hidden]) h2").textContent);
  const active = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
  await go(page, "#/offer");
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type(version);
  await page.keyboard.press("Enter");
  await settled(page);
  if (!(await heading()).startsWith(version)) wrong.push(`Enter leads to ${await heading()}`);
  await page.keyboard.press("Escape");
  if ((await active()) === "field") wrong.push("Escape does not leave the field");
  // The browser's own key for it is none in a headless one.
  await page.goBack();
  await settled(page);
  if (!(await heading()).startsWith("What Rancher")) wrong.push(`back leads to ${await heading()}`);
  // On a card a Rancher says what it makes of the release; a version of Kubernetes is none.
  await page.keyboard.press("/");
  await page.keyboard.type(version.toUpperCase().replace(/^V/, ""));
  await page.keyboard.press("Enter");
  await settled(page);
  await page.keyboard.press("/");
  await page.keyboard.type("2.8.5");
  await page.keyboard.press("Enter");
  await settled(page);
  const said = await page.evaluate(() => document.querySelector("main > section:not([hidden]) h2 + p").textContent);
  if (!/^Rancher 2\.8\.5: (not )?(offered|it has)/.test(said)) wrong.push(`a card says of Rancher 2.8.5: ${said}`);
  await go(page, "#/offer/2.8.5");
  await page.keyboard.press("/");
  await page.keyboard.type("v1.26.15");
  await settled(page);
  if ((await heading()) !== "What Rancher 2.8.5 offers") wrong.push(`v1.26.15 is taken for a Rancher: ${await heading()}`);
  await page.keyboard.press("Escape");
  // The skip link leads to the view, and nowhere else.
  await page.evaluate(() => document.querySelector(".skip").click());
  await settled(page);
  if (!(await heading()).startsWith("What Rancher") || (await page.evaluate(() => document.activeElement.id)) !== "main") {
    wrong.push(`the skip link leads to ${await heading()}`);
  }
  await page.keyboard.press("?");
  if (!(await page.locator("#keys").isVisible())) wrong.push("? does not list the keys");
  await page.keyboard.press("Escape");
  await go(page, "#/matrix");
  await page.locator(".matrix a[tabindex='0']").first().focus();
  await page.keyboard.press("Home");
  const first = await active();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  if ((await active()) !== first) wrong.push(`the arrows lead to ${await active()}, not back to ${first}`);
  await page.keyboard.press("Enter");
  await settled(page);
  if (!(await heading()).startsWith(first)) wrong.push(`Enter in the matrix leads to ${await heading()}`);
  // A filter is still there when the field is left, and Tab leads to a row that is shown.
  const last = await page.evaluate(() => [...data.areas.values()].at(-1).at(-1).v);
  await go(page, "#/matrix");
  await page.keyboard.press("/");
  await page.keyboard.type(last);
  await page.keyboard.press("Escape");
  await settled(page);
  const filtered = await page.evaluate(() => ({
    value: field.value, rows: [...document.querySelectorAll(".matrix tbody tr")].filter((row) => row.checkVisibility()).length,
    stops: [...document.querySelectorAll(".matrix a[tabindex='0']")].filter((anchor) => anchor.closest("tbody")?.checkVisibility()).map((anchor) => anchor.textContent),
  }));
  if (filtered.value !== last || filtered.rows < 1) wrong.push(`Escape left ${JSON.stringify(filtered)}`);
  if (!filtered.stops.includes(last)) wrong.push(`Tab does not lead to ${last}: ${filtered.stops}`);
  return wrong;
}

// What axe finds in a view.
export async function checkAccess({ page }, hashes) {
  const wrong = [];
  await page.evaluate(axe);
  for (const hash of hashes) {
    await go(page, hash);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    wrong.push(...found.violations.map(({ id, nodes }) => `${hash}: ${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ")}`));
  }
  return wrong;
}

// All views of a page, and one card of each distribution.
export async function everyView(page) {
  return page.evaluate((names) => [
    ...names.map((name) => `#/${name}`).filter((hash) => document.querySelector(`nav a[href="${hash}"]`)),
    ...[...data.areas].flatMap(([area, releases]) => releases.slice(0, 1).map(({ v }) => link(area, v))),
    ...(data.rke?.addons ?? []).slice(0, 1).flatMap(({ name, ranges }) => ranges.slice(0, 1).map(([, key]) => link("addon", name, key))),
    "#/nothing",
  ], views);
}

// Printed, a view has no controls and all its rows.
export async function checkPrint({ page }) {
  const wrong = [];
  await go(page, "#/matrix");
  await page.emulateMedia({ media: "print" });
  const found = await page.evaluate(() => {
    const isShown = (element) => element.checkVisibility();
    return {
      controls: [...document.querySelectorAll("nav, input, button, select")].filter(isShown).length,
      rows: [...document.querySelectorAll(".matrix tbody tr")].filter(isShown).length,
      releases: [...data.areas.values()].flat().length,
      link: document.getElementById("link").checkVisibility() && document.getElementById("link").textContent,
      heads: [...document.querySelectorAll(".matrix thead")].every((head) => getComputedStyle(head).display === "table-header-group"),
    };
  });
  if (found.controls > 0) wrong.push(`${found.controls} controls are printed`);
  if (found.rows !== found.releases) wrong.push(`${found.rows} rows of ${found.releases} are printed`);
  if (!found.link?.endsWith("#/matrix")) wrong.push(`the link is not printed: ${found.link}`);
  if (!found.heads) wrong.push("heads are not repeated");
  const pdf = await page.pdf({ format: "A4", landscape: true });
  if (pdf.length < 10_000) wrong.push("the print is empty");
  await page.emulateMedia({ media: null });
  // What is folded is printed, too: all that is hidden from a Rancher, and who needs an image.
  await go(page, "#/offer");
  const hidden = await page.evaluate(() => {
    dispatchEvent(new Event("beforeprint"));
    const printed = new Set([...document.querySelectorAll("#offered a")].map((anchor) => anchor.textContent));
    return data.sections.filter(({ fault }) => !fault).flatMap(({ releases }) => releases).filter(({ v }) => !printed.has(v)).map(({ v }) => v);
  });
  if (hidden.length > 0) wrong.push(`not printed: ${hidden.slice(0, 5)}`);
  return wrong;
}

// Without a script the start, the matrix and the defaults are there; with one the start is the same.
export async function checkPlain(plain, scripted) {
  const read = (page) => page.evaluate(() => ({
    offered: document.getElementById("offered").textContent,
    rows: document.querySelectorAll(".matrix tbody tr").length,
  }));
  const wrong = [];
  await go(scripted, "#/offer");
  await drawn(scripted);
  const [one, other] = [await read(plain), await read(scripted)];
  const same = (text) => text.replace(/\s+/g, " ");
  // The script names older patches where somebody looks; their number is the same.
  if (same(one.offered) !== same(other.offered)) {
    const at = [...same(one.offered)].findIndex((c, nth) => c !== same(other.offered)[nth]);
    wrong.push(`the start differs with a script: “${same(one.offered).slice(at - 60, at + 60)}” and “${same(other.offered).slice(at - 60, at + 60)}”`);
  }
  if (one.rows !== other.rows) wrong.push(`${one.rows} rows without a script, ${other.rows} with one`);
  for (const id of ["/offer", "/matrix", "/defaults"]) {
    if (!(await plain.locator(`[id="${id}"]`).isVisible())) wrong.push(`${id} is not there without a script`);
  }
  return wrong;
}

// Nothing but the matrix is wider than a small screen.
export async function checkNarrow({ page }, hashes) {
  const wrong = [];
  await page.setViewportSize({ width: 320, height: 700 });
  for (const hash of hashes) {
    await go(page, hash);
    await unfold(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) wrong.push(`${hash} is ${over} pixels wider than 320`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  return wrong;
}
