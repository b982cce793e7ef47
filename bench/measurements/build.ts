import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Contestant, type Cost, costOf } from "../support/contestant.ts";
import type { Measurement, Metric } from "../support/measurement.ts";

const contextFiles = 20_000;
const filesPerFolder = 200;

/** Ten steps, of which each reads something else: a cached build has to see that none of it changed. */
const tenSteps = [
  "FROM busybox",
  "ENV stage=ten",
  "WORKDIR /work",
  "COPY one.txt .",
  "RUN cat one.txt >copied",
  "COPY two.txt .",
  "RUN cat one.txt two.txt >both",
  "ARG word=something",
  "RUN echo $word >word",
  "COPY folder folder",
  "RUN ls folder >listed",
  'CMD ["cat", "listed"]',
];

const coldRun = ["FROM busybox", "ARG round", "RUN echo $round >/round"];

const wholeContext = ["FROM busybox", "COPY . /context"];

const work = "i=0; while [ $i -lt 30000 ]; do i=$((i + 1)); done; echo $round";
const threeStages = [
  ...["one", "two", "three"].flatMap((name) => [
    `FROM busybox AS ${name}`,
    "ARG round",
    `RUN ${work} >/${name}`,
    `RUN ${work} >>/${name}`,
  ]),
  "FROM scratch",
  ...["one", "two", "three"].map((name) => `COPY --from=${name} /${name} /`),
];

const half = { ratio: 1 / 2 };
const less = { unit: "ms", better: "less" } as const;
const metrics: readonly Metric[] = [
  { id: "cachedCpu", title: "`build` of 10 steps, all cached, CPU", ...less, must: half, aim: { ratio: 1 / 5 } },
  { id: "cachedWall", title: "the same, wall", ...less, must: half, aim: { ratio: 1 / 5 } },
  { id: "runCpu", title: "`build` with one RUN that is not cached, CPU", ...less, must: half, aim: { ratio: 1 / 4 } },
  { id: "runWall", title: "the same, wall", ...less },
  {
    id: "contextCpu",
    title: "`build` that copies a context of 20,000 files, of which one changed, CPU",
    ...less,
    must: half,
    aim: { ratio: 1 / 4 },
  },
  { id: "contextWall", title: "the same, wall", ...less, must: half, aim: { ratio: 1 / 4 } },
  { id: "stagesCpu", title: "`build` of three independent stages, none cached, CPU", ...less },
  { id: "stagesWall", title: "the same, wall", ...less, must: { ratio: 0.8 } },
];

const folders = new Map<Contestant, string>();

function folderOf(contestant: Contestant): string {
  const folder = folders.get(contestant);
  if (folder === undefined) throw new Error(`${contestant.name} has no contexts`);
  return folder;
}

function writeContext(
  folder: string,
  dockerfile: readonly string[],
  files: Readonly<Record<string, string>> = {},
): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "Dockerfile"), `${dockerfile.join("\n")}\n`);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

function fillContext(folder: string): void {
  for (let number = 0; number < contextFiles; number++) {
    const inner = join(folder, `folder-${Math.floor(number / filesPerFolder)}`);
    if (number % filesPerFolder === 0) mkdirSync(inner);
    writeFileSync(join(inner, `file-${number}`), `${"some words of a file ".repeat(number % 200)}${number}\n`);
  }
}

async function build(contestant: Contestant, context: string, round: number): Promise<Cost> {
  const folder = join(folderOf(contestant), context);
  return await costOf(contestant, ["build", "--build-arg", `round=${round}`, "-t", context, folder]);
}

/** Builds by the client of each engine, BuildKit and buildah among them; contexts are folders of this machine. */
export const buildMeasurement: Measurement = {
  name: "build",
  ownDisk: true,
  metrics,
  async prepare(contestant) {
    const folder = mkdtempSync(`${tmpdir()}/bench-build-`);
    folders.set(contestant, folder);
    writeContext(join(folder, "ten"), tenSteps, { "one.txt": "one\n", "two.txt": "two\n" });
    mkdirSync(join(folder, "ten/folder"));
    writeFileSync(join(folder, "ten/folder/three.txt"), "three\n");
    writeContext(join(folder, "run"), coldRun);
    writeContext(join(folder, "context"), wholeContext);
    fillContext(join(folder, "context"));
    writeContext(join(folder, "stages"), threeStages);
    for (const context of ["ten", "run", "context", "stages"]) await build(contestant, context, -1);
    for (let warmUp = 0; warmUp < 3; warmUp++) await build(contestant, "ten", -1);
  },
  async sample(contestant, round) {
    const cached = await build(contestant, "ten", -1);
    const run = await build(contestant, "run", round);
    writeFileSync(join(folderOf(contestant), "context/folder-7/file-1500"), `changed in round ${round}\n`);
    const context = await build(contestant, "context", round);
    const stages = await build(contestant, "stages", round);
    return {
      ...{ cachedCpu: cached.cpuMs, cachedWall: cached.wallMs, runCpu: run.cpuMs, runWall: run.wallMs },
      ...{ contextCpu: context.cpuMs, contextWall: context.wallMs },
      ...{ stagesCpu: stages.cpuMs, stagesWall: stages.wallMs },
    };
  },
  async tidy(contestant) {
    rmSync(folderOf(contestant), { recursive: true });
    folders.delete(contestant);
  },
};
