import { test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { kindUnderTest } from "../../support/engine-kind.ts";
import { readScenario } from "../../support/scenario/read.ts";
import { runScenario } from "../../support/scenario/run.ts";
import { serviceImages } from "../../support/service-images.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const full = process.env["FAULTS"] === "full";
const engine = sharedEngine({ config: { features: { "containerd-snapshotter": true } } }, serviceImages);

const scenarios = join(import.meta.dir, "scenarios");
const folders = readdirSync(scenarios, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join(scenarios, name))
  .sort();

for (const folder of folders) {
  const { title, quick, isNewer } = readScenario(folder);
  if ((full || quick) && !(isNewer && kindUnderTest() === "dockerd"))
    test(`${folder.split("/").at(-1)}: ${title}`, async () => runScenario(await engine(), folder), 300_000);
}
