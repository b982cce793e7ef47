// Exits with 0 when node_modules holds the packages that package-lock.json names, and Bun's program is in place.
// Runs on Node: Bun may not be there yet.
import { readFileSync, statSync } from "node:fs";

const wanted = packagesOf("package-lock.json");
const present = packagesOf("node_modules/.package-lock.json");
const fits = Object.entries(wanted).every(([path, entry]) => {
  if (path === "") return true;
  return present[path] === undefined ? entry.optional === true : present[path].version === entry.version;
});
const bun = statSync("node_modules/bun/bin/bun.exe", { throwIfNoEntry: false });
// Without it there is a script of some hundred bytes that tells so.
process.exitCode = fits && bun !== undefined && bun.size > 1_000_000 ? 0 : 1;

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return {};
  }
}
