// The program that is held against its page.

import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";

const program = process.env.KDM ?? "kdm";

export function kdm(...words) {
  return execFileSync(program, words, { stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 }).toString();
}

// Makes the page of a build; its bytes.
export function make(build, file, ...words) {
  kdm("page", "--data", build, ...words, "--out", file);
  return statSync(file).size;
}

export function show(build, rancher) {
  return JSON.parse(kdm("show", "rancher", rancher, "--data", build, "--format", "json")).answers[0];
}

export function sameBytes(one, other) {
  return readFileSync(one).equals(readFileSync(other));
}
