// The order of the page's script, against the recorded answers of blang/semver.

import { readFileSync } from "node:fs";

export async function checkOrder({ page }, file) {
  const rows = readFileSync(file, "utf8").split("\n").filter((line) => line && !line.startsWith("#")).map((line) => line.split("\t"));
  const wrong = await page.evaluate((all) => all.flatMap(([one, other, expected]) => {
    const found = parsed(one) && parsed(other) ? String(compare(one, other)) : "ERR";
    return found === expected || (found === "ERR" && expected.startsWith("ERR")) ? [] : [`${one} against ${other}: ${found}, not ${expected}`];
  }), rows);
  return { compared: rows.length, wrong };
}

// The texts of templates, against those of the build.
export async function checkTexts({ page }, build) {
  const expected = JSON.parse(readFileSync(build, "utf8")).K8sVersionedTemplates?.templateKeys ?? {};
  const found = await page.evaluate(async () => [...(await templates()) ?? []].map(([key, lines]) => [key, lines.join("\n")]));
  const wrong = found.filter(([key, text]) => expected[key] !== text).map(([key]) => `the text of ${key} differs`);
  return Object.keys(expected).length === found.length ? wrong : [`${found.length} texts of ${Object.keys(expected).length}`, ...wrong];
}
