// The two orders in which Ranchers are compared. They are used for one thing: to find the place of a Rancher that somebody
// types among those that the program has answered for.

// The parts of a version as blang/semver v3's `ParseTolerant` reads it; null for what is none.
function parsed(text) {
  const found = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?)?$/.exec(text.trim());
  if (!found) return null;
  const numbers = [found[1], found[2] ?? "0", found[3] ?? "0"];
  const pre = found[4]?.split(".") ?? [];
  const most = "18446744073709551615";
  const isBad = (part) => part === "" || /^0\d+$/.test(part) || (/^\d+$/.test(part) && compareNumbers(part, most) > 0);
  if ([...numbers, ...pre].some(isBad) || found[5]?.split(".").includes("")) return null;
  return { numbers, pre };
}

// Numbers of any length.
function compareNumbers(a, b) {
  return Math.sign(a.length - b.length) || (a < b ? -1 : a > b ? 1 : 0);
}

// -1, 0 or 1, in the order of semver; the part behind `+` does not count.
function compare(a, b) {
  const [one, other] = [parsed(a), parsed(b)];
  for (let at = 0; at < 3; at += 1) {
    const order = compareNumbers(one.numbers[at], other.numbers[at]);
    if (order) return order;
  }
  // A release is above its candidates.
  if (!one.pre.length || !other.pre.length) return Math.sign(other.pre.length - one.pre.length);
  for (let at = 0; at < Math.min(one.pre.length, other.pre.length); at += 1) {
    const [left, right] = [one.pre[at], other.pre[at]];
    const numeric = [left, right].map((part) => /^\d+$/.test(part));
    const order = numeric[0] && numeric[1] ? compareNumbers(left, right)
      : numeric[0] !== numeric[1] ? (numeric[0] ? -1 : 1)
      : left < right ? -1 : left > right ? 1 : 0;
    if (order) return order;
  }
  return Math.sign(one.pre.length - other.pre.length);
}

// What mcuadros/go-version makes of a version: numbers that are compared one by one.
function rank(version) {
  const words = new Map([["", 0], ["dev", -6], ["alpha", -5], ["a", -5], ["beta", -4], ["b", -4], ["RC", -3], ["rc", -3], ["#", -2], ["p", 1], ["pl", 1]]);
  const parts = normalized(version).replace(/[_+-]/g, ".").replace(/[^.\d]+/g, ".$&.").replace(/\.+/g, ".").split(".");
  return parts.map((part) => words.get(part) ?? number(part));
}

// A number that 64 bits hold; what is none counts as a word that is not known.
function number(part) {
  const digits = part.replace(/^0+(?=\d)/, "");
  if (!/^\d+$/.test(digits) || compareNumbers(digits, "9223372036854775807") > 0) return -7;
  return digits.length > 15 ? BigInt(digits) : Number(digits);
}

// `Normalize` of mcuadros/go-version, of a version that semver accepts.
function normalized(version) {
  const found = /^v?(\d{1,3})(\.\d+)?(\.\d+)?(\.\d+)?[._-]?(?:(stable|beta|b|RC|alpha|a|patch|pl|p)(?:[.-]?(\d+))?)?([.-]?dev)?$/i
    .exec(version);
  if (!found) return version;
  const numbers = found.slice(1, 5).map((number) => number ?? ".0").join("");
  if (found[5] === "stable") return numbers;
  const long = { a: "alpha", b: "beta", p: "patch", pl: "patch", rc: "RC" };
  const word = found[5] && (long[found[5].toLowerCase()] ?? found[5].toLowerCase());
  return `${numbers}${word ? `-${word}${found[6] ?? ""}` : ""}${found[7] ? "-dev" : ""}`;
}

function compareRanks(a, b) {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [one, other] = [a[at] ?? 0, b[at] ?? 0];
    if (one < other) return -1;
    if (one > other) return 1;
  }
  return 0;
}

// How many of an ascending list are below, or not above, something.
function place(list, isBefore) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(list[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

// A Rancher as people write it: `2.9.2`, `v2.9.2-rc1`, `2.9` and `v2.9-head` (a development build), `head`; null for others.
function asked(text, newest) {
  const number = text.trim().replace(/^v/, "");
  const line = number.replace(/(-head|-main|dev|master|head|main)$/, "").replace(/-+$/, "");
  if (line === "") return text.trim() === "" ? null : newest;
  const isWhole = (version) => /^\d+\.\d+\.\d+/.test(version) && parsed(version);
  if (/^\d+\.\d+$/.test(line)) {
    const ofLine = `${line.split(".").map((part) => part.replace(/^0+(?=\d)/, "")).join(".")}.99`;
    return isWhole(ofLine) ? ofLine : null;
  }
  if (line !== number && isWhole(line)) return `${line.split(".").slice(0, 2).join(".")}.99`;
  return isWhole(number) ? number : null;
}
