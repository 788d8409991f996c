// A page in a real browser, against what kdm itself says: `node main.mjs REPOSITORY'S-DATA.JSON FOLDER [GOLDEN]`, with KDM the
// program and FOLDER for what is made. With KDM_PICTURES a folder for a picture of each view. What takes how long is printed
// and decides nothing.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";

import { drawn, go, launch, offences, open, settled, unfold } from "./browser.mjs";
import { make, sameBytes } from "./kdm.mjs";
import { oddBuilds } from "./odd.mjs";
import { checkOffers } from "./offers.mjs";
import { checkOrder, checkTexts } from "./order.mjs";
import { checkAccess, checkKeys, checkLinks, checkNarrow, checkPlain, checkPrint, everyView } from "./views.mjs";

const [own, folder, golden] = process.argv.slice(2);
let failures = 0;

function report(what, wrong, note = "") {
  failures += wrong.length;
  console.log(`${wrong.length ? "WRONG" : "ok   "} ${what}${note && ` (${note})`}`);
  for (const each of wrong.slice(0, 12)) console.log(`      ${each}`);
  if (wrong.length > 12) console.log(`      and ${wrong.length - 12} more`);
}

const lines = golden ? ["dev-v2.5", "dev-v2.7", "dev-v2.9"].map((line) => [line, `${golden}/lines/${line}/data.json`]) : [];
const recent = golden ? ["dev-v2.12", "dev-v2.15"].map((line) => [line, `${golden}/lines-2026/${line}/data.json`]) : [];
const builds = [["own", own], ...lines, ...recent.filter(([, file]) => existsSync(file))];
const pageOf = (name) => `${folder}/${name}.html`;
const browser = await launch();

// What is shown, and how.
for (const [name, build] of builds) {
  const bytes = make(build, pageOf(name));
  make(build, `${folder}/again.html`);
  report(`${name}: two runs give the same bytes`, sameBytes(pageOf(name), `${folder}/again.html`) ? [] : ["they differ"], `${bytes} bytes`);
  const opened = await open(browser, `file://${pageOf(name)}`, { offline: true });
  const { asked, wrong } = await checkOffers(opened, build);
  report(`${name}: offers and defaults are those of kdm show`, wrong, `${asked} Ranchers`);
  report(`${name}: texts of templates`, await checkTexts(opened, build));
  report(`${name}: links`, await checkLinks(opened));
  report(`${name}: keys`, await checkKeys(opened));
  report(`${name}: print`, await checkPrint(opened));
  report(`${name}: 320 pixels`, await checkNarrow(opened, await everyView(opened.page)));
  report(`${name}: asks for nothing, breaks nothing`, await offences(opened));
  const plain = await open(browser, `file://${pageOf(name)}`, { javaScriptEnabled: false });
  const again = await open(browser, `file://${pageOf(name)}`, { offline: true });
  report(`${name}: without a script`, await checkPlain(plain.page, again.page));
  await Promise.all([opened, plain, again].map(({ context }) => context.close()));
}

// The largest, with a difference.
if (golden) {
  const [old, now] = [lines[1][1], lines[2][1]];
  const bytes = make(now, pageOf("difference"), "--against", old);
  report("dev-v2.9 is at most 300 kB, and with a difference 400 kB",
    [[pageOf("dev-v2.9"), make(now, pageOf("dev-v2.9")), 300_000], [pageOf("difference"), bytes, 400_000]]
      .filter(([, size, most]) => size > most).map(([file, size]) => `${file}: ${size}`), `${bytes} bytes`);
  const opened = await open(browser, `file://${pageOf("difference")}`, { offline: true });
  const { compared, wrong } = await checkOrder(opened, `${golden}/semver/compare.tsv`);
  report("the order of versions is that of blang/semver", wrong, `${compared} comparisons`);
  report("with a difference: asks for nothing, breaks nothing", await offences(opened));
  await times(opened.page);
  await opened.context.close();
}

// For everybody, in both schemes.
for (const colorScheme of ["light", "dark"]) {
  for (const name of ["own", ...(golden ? ["difference"] : [])]) {
    const opened = await open(browser, `file://${pageOf(name)}`, { colorScheme, bypassCSP: true });
    report(`${name}, ${colorScheme}: axe`, await checkAccess(opened, await everyView(opened.page)));
    if (process.env.KDM_PICTURES) await pictures(opened.page, `${name}-${colorScheme}`);
    await opened.context.close();
  }
}

// Builds that no real line has.
for (const [name, build] of oddBuilds(folder)) {
  make(build, pageOf(name));
  const opened = await open(browser, `file://${pageOf(name)}`, { offline: true });
  const hashes = await everyView(opened.page);
  const more = name === "hostile" ? await opened.page.evaluate(() => [
    ...[...data.areas].flatMap(([area, releases]) => releases.map(({ v }) => link(area, v))),
    ...data.rke.addons.flatMap(({ name: addon, ranges }) => ranges.map(([, key]) => link("addon", addon, key))),
  ]) : [];
  for (const hash of [...hashes, ...more]) {
    await go(opened.page, hash);
    if (name !== "many") await unfold(opened.page);
  }
  const made = await opened.page.evaluate(() => document.querySelectorAll("main img, main svg, main script, [onerror], [onload]").length);
  report(`${name}: every view opens`, [...(made ? [`${made} elements were made of text`] : []), ...(await offences(opened))]);
  await opened.context.close();
}

await served();
await browser.close();
process.exit(failures ? 1 : 0);

// From a server, too.
async function served() {
  const port = 18_081;
  mkdirSync(`${folder}/nginx`, { recursive: true });
  writeFileSync(`${folder}/nginx/nginx.conf`, `daemon off; pid ${folder}/nginx/pid; error_log stderr;
events {}
http { access_log off; types { text/html html; } ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((of) => `${of}_temp_path ${folder}/nginx/${of};`).join(" ")}
server { listen 127.0.0.1:${port}; root ${folder}; } }`);
  const nginx = spawn("nginx", ["-p", `${folder}/nginx`, "-c", `${folder}/nginx/nginx.conf`], { stdio: "inherit" });
  const isThere = await new Promise((done) => {
    nginx.on("error", () => done(false));
    setTimeout(() => done(true), 500);
  });
  if (!isThere) {
    console.error("*** SKIPPED, because there is no nginx: the page from a server ***");
    return;
  }
  const opened = await open(browser, `http://127.0.0.1:${port}/own.html`);
  report("from a server: asks for nothing, breaks nothing", await offences(opened));
  nginx.kill();
}

// From the start of the script until the page is drawn, and from a key until it has an effect: the middle of nine.
async function times(page) {
  const middle = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  const starts = [];
  for (let nth = 0; nth < 9; nth += 1) {
    await page.reload();
    await drawn(page);
    starts.push(Number(await page.evaluate(() => document.documentElement.dataset.drawn)));
  }
  const typing = async (hash, text) => {
    await go(page, hash);
    const all = [];
    for (let nth = 0; nth < 9; nth += 1) {
      all.push(await page.evaluate((value) => new Promise((done) => {
        const began = performance.now();
        field.value = value;
        field.dispatchEvent(new Event("input"));
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
      }), text.slice(0, 1 + (nth % text.length))));
    }
    return Math.round(middle(all));
  };
  console.log(`time  drawn ${middle(starts)} ms; a key: matrix ${await typing("#/matrix", "v1.26")} ms, images ${await typing("#/image", "pause")} ms, `
    + `difference ${await typing("#/diff", "canal")} ms, offer ${await typing("#/offer", "2.7.5")} ms`);
}

async function pictures(page, name) {
  mkdirSync(process.env.KDM_PICTURES, { recursive: true });
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    for (const hash of await everyView(page)) {
      await go(page, hash);
      await settled(page);
      await page.screenshot({ path: `${process.env.KDM_PICTURES}/${name}-${width}-${hash.replace(/[^a-z0-9.]+/gi, "_")}.png` });
    }
  }
}
