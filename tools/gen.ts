import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as api from "./gen-api.ts";
import * as buildkit from "./gen-buildkit.ts";
import * as compatibility from "./gen-compatibility.ts";
import * as composeFeatures from "./gen-compose-features.ts";
import * as composeScenarios from "./gen-compose-scenarios.ts";
import * as dockerfileFeatures from "./gen-dockerfile-features.ts";
import * as reference from "./gen-reference.ts";
import * as shim from "./gen-shim-protocol.ts";

const root = join(import.meta.dirname, "..");
const check = process.argv.includes("--check");
let stale = 0;

const generators = [
  api,
  shim,
  buildkit,
  compatibility,
  dockerfileFeatures,
  composeFeatures,
  composeScenarios,
  reference,
];

for (const generator of generators) {
  for (const [path, text] of await generator.generate()) {
    const file = join(root, path);
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    stale += 1;
    if (check) console.error(`${path}: not what its source gives; run \`bun run gen\``);
    else writeFileSync(file, text);
  }
}
if (check && stale > 0) process.exitCode = 1;
