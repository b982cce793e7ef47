import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Contestant, type Cost, costOf } from "../support/contestant.ts";
import type { Measurement, Metric } from "../support/measurement.ts";

/** Services a level; each needs two of the level below. */
const levels = [4, 8, 8];

const third = { ratio: 1 / 3 };
const less = { unit: "ms", better: "less" } as const;
const metrics: readonly Metric[] = [
  {
    id: "upWall",
    title: "`compose up -d` of 20 services in 3 levels, wall",
    ...less,
    must: third,
    aim: { ratio: 1 / 4 },
  },
  { id: "upCpu", title: "the same, CPU", ...less },
  {
    id: "againWall",
    title: "`compose up -d` where nothing is to do, wall",
    ...less,
    must: { figure: 300 },
  },
  { id: "againCpu", title: "the same, CPU", ...less },
  { id: "downWall", title: "`compose down` of 20 services, wall", ...less, must: third },
  { id: "downCpu", title: "the same, CPU", ...less },
];

const folders = new Map<Contestant, string>();

function composeFile(): string {
  const lines = ["services:"];
  for (const [level, count] of levels.entries())
    for (let number = 0; number < count; number++) {
      const below = levels[level - 1] ?? 0;
      const needs =
        below === 0 ? [] : [number % below, (number + 1) % below].map((needed) => `s${level - 1}-${needed}`);
      lines.push(`  s${level}-${number}:`, "    image: busybox", "    command: sleep 100000", "    stop_signal: KILL");
      if (needs.length > 0) lines.push(`    depends_on: [${needs.join(", ")}]`);
    }
  return `${lines.join("\n")}\n`;
}

async function compose(contestant: Contestant, ...args: readonly string[]): Promise<Cost> {
  const file = join(folders.get(contestant)!, "compose.yaml");
  return await costOf(contestant, ["compose", "-p", "bench", "-f", file, "--progress", "plain", ...args]);
}

/** Projects of 20 services: ours by our own Compose, dockerd's by its plugin. */
export const composeMeasurement: Measurement = {
  name: "compose",
  contestants: ["gantry", "dockerd"],
  rounds: 6,
  metrics,
  async prepare(contestant) {
    const folder = mkdtempSync(`${tmpdir()}/bench-compose-`);
    folders.set(contestant, folder);
    writeFileSync(join(folder, "compose.yaml"), composeFile());
    await compose(contestant, "up", "-d");
    await compose(contestant, "down");
  },
  async sample(contestant) {
    const up = await compose(contestant, "up", "-d");
    const again = await compose(contestant, "up", "-d");
    const down = await compose(contestant, "down");
    return {
      ...{ upWall: up.wallMs, upCpu: up.cpuMs, againWall: again.wallMs, againCpu: again.cpuMs },
      ...{ downWall: down.wallMs, downCpu: down.cpuMs },
    };
  },
  async tidy(contestant) {
    rmSync(folders.get(contestant)!, { recursive: true });
    folders.delete(contestant);
  },
};
