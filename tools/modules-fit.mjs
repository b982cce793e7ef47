// Exits with 0 when node_modules holds the packages that package-lock.json names. Runs on Node: Bun may not be there yet.
import { readFileSync } from "node:fs";

const wanted = packagesOf("package-lock.json");
const present = packagesOf("node_modules/.package-lock.json");
const fits = Object.entries(wanted).every(([path, entry]) => {
  if (path === "") return true;
  return present[path] === undefined ? entry.optional === true : present[path].version === entry.version;
});
process.exitCode = fits ? 0 : 1;

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return {};
  }
}
