// What the page offers, against `kdm show rancher`: at every turn of every distribution, at every bound of RKE, at every exact
// key of the defaults, and for versions between them.

import { go, unfold } from "./browser.mjs";
import { show } from "./kdm.mjs";

// The Ranchers to ask: no two of them stand at the same place.
async function ranchers(page) {
  return page.evaluate(() => {
    const versions = new Set(["0.0.0-0", "2.9.2", "2.7.5-alpha1", "2.7.5-rc10", "2.6.3-patch1", "2.8.0-hotfix1.2", "2.9.0-constructor", "2.9.0-9999999999999999999"]);
    const around = (text) => {
      const version = text.replace(/^v/, "");
      if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version) || !parsed(version)) return;
      const [major, minor, patch] = version.split("-")[0].split(".").map(Number);
      versions.add(version);
      for (const end of [patch, Math.max(patch - 1, 0), patch + 1, `${patch}-rc1`, `${patch}-patch1`]) versions.add(`${major}.${minor}.${end}`);
    };
    for (const section of data.sections) section.turns.forEach((turn) => versions.add(turn));
    data.rke?.bounds.forEach(around);
    Object.keys(data.rke?.defaults ?? {}).forEach(around);
    return [...versions];
  });
}

// One Rancher for each place among the turns, the bounds and the keys, and twenty more.
async function places(page, all) {
  return page.evaluate((versions) => {
    const [places, more] = [new Map(), []];
    for (const version of versions) {
      const turns = data.sections.map((section) => turnOf(section, version));
      const key = data.rke && [knowsRke(version), boundOf(version), Object.hasOwn(data.rke.defaults, version) && version];
      const place = JSON.stringify([turns, key]);
      if (places.has(place)) more.push(version);
      else places.set(place, version);
    }
    const step = Math.max(1, Math.floor(more.length / 20));
    return [...places.values(), ...more.filter((_, at) => at % step === 0).slice(0, 20)];
  }, all);
}

// What is drawn, by distribution.
async function drawnOffers(page) {
  await unfold(page);
  return page.evaluate(() => {
    const names = (elements) => [...elements].map((element) => element.textContent);
    return Object.fromEntries([...document.querySelectorAll("#offered > section")].map((section) => {
      const main = section.querySelector(":scope > table");
      const hidden = section.querySelectorAll(":scope > details > table");
      return [section.querySelector("h3").textContent, {
        offered: main ? names(main.querySelectorAll("a")) : [],
        newest: main ? names(main.querySelectorAll("tr > td:nth-child(2) a")) : [],
        default: section.querySelector("p .default a")?.textContent ?? null,
        rule: [...section.querySelectorAll(":scope > p code")].map((code) => code.textContent),
        bounds: [...hidden].flatMap((table) => [...table.querySelectorAll("tbody tr")].flatMap((row) => row.cells[1].textContent.split(", "))).filter(Boolean),
        hidden: Object.fromEntries([...hidden].map((table) => [table.caption.textContent, names(table.querySelectorAll("a"))])),
      }];
    }));
  });
}

const sorted = (names) => [...names].sort();

// The rule as the page shows it.
function ruleOf(said) {
  if (said.defaultRule) return [said.defaultRule.key, said.defaultRule.value.value];
  return said.rule ? [said.rule.defaultVersion ?? "", said.rule.appVersion ?? ""] : [];
}

function compare(name, drawn, said, reasons) {
  const hidden = {};
  for (const { version, reason } of said.hidden) (hidden[reasons[reason]] ??= []).push(version);
  const parts = [
    ["offered", sorted(drawn.offered), sorted(said.offered)],
    ["newest", sorted(drawn.newest), sorted(said.current)],
    ["default", drawn.default, said.default ?? null],
    ["rule", drawn.rule, ruleOf(said)],
    ["bounds", sorted(new Set(drawn.bounds)), sorted(new Set(said.hidden.map(({ bound }) => bound?.value).filter(Boolean)))],
    ...[...new Set([...Object.keys(hidden), ...Object.keys(drawn.hidden)])].map((reason) =>
      [reason, sorted(drawn.hidden[reason] ?? []), sorted(hidden[reason] ?? [])]),
  ];
  return parts.filter(([, one, other]) => JSON.stringify(one) !== JSON.stringify(other))
    .map(([part, one, other]) => `${name}: ${part}: the page has ${JSON.stringify(one).slice(0, 300)}, kdm show ${JSON.stringify(other).slice(0, 300)}`);
}

export async function checkOffers({ page }, build) {
  const wrong = [];
  const reasons = await page.evaluate(() => data.reasons);
  const asked = await places(page, await ranchers(page));
  for (const rancher of asked) {
    await go(page, `#/offer/${rancher}`);
    const [drawn, said] = [await drawnOffers(page), show(build, rancher)];
    for (const [key, section] of Object.entries(said.distributions)) {
      wrong.push(...compare(`${rancher} ${key}`, drawn[key], section, reasons));
    }
    if (said.rke) wrong.push(...compare(`${rancher} rke`, drawn.rke, said.rke, reasons));
    else if (drawn.rke && drawn.rke.offered.length > 0) wrong.push(`${rancher}: the page offers versions of RKE`);
  }
  return { asked: asked.length, wrong };
}
