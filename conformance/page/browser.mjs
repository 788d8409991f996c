// A page in a real browser, with everything counted that it must not do.

import { chromium } from "playwright-core";

export const views = ["offer", "matrix", "defaults", "addon", "image", "diff", "findings"];

export async function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}

// Opens a page, and fails later where it asks for something, complains, or breaks its own policy.
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await context.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
  });
  const page = await context.newPage();
  const seen = { requests: [], complaints: [] };
  page.on("request", (request) => seen.requests.push(request.url()));
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && seen.complaints.push(message.text()));
  page.on("dialog", (dialog) => {
    seen.complaints.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(address);
  if (options.javaScriptEnabled !== false) await drawn(page);
  return { context, page, seen };
}

export function drawn(page) {
  return page.waitForFunction(() => document.documentElement.dataset.drawn);
}

// Goes to a view of the page, as a link does.
export async function go(page, hash) {
  await page.evaluate((to) => { location.hash = to; }, hash);
  await settled(page);
}

export function settled(page) {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
}

// What a page has done that it must not: the address itself is the one request.
export async function offences({ page, seen }) {
  const violations = await page.evaluate(() => window.violations ?? []);
  const asked = seen.requests.filter((url) => !url.startsWith("data:"));
  return [
    ...(asked.length === 1 ? [] : [`${asked.length} requests: ${asked.join(" ")}`]),
    ...seen.complaints,
    ...violations.map((directive) => `its policy was broken: ${directive}`),
  ];
}

// Opens all that is folded, and waits until it is filled.
export async function unfold(page) {
  for (let round = 0; round < 3; round += 1) {
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("main > section:not([hidden]) details")) details.open = true;
    });
    await settled(page);
  }
}
