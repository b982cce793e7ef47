import { beforeAll, expect, test } from "bun:test";
import { ComposePair } from "../../support/compose-pair.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
let pair: ComposePair;

const model = (kept: string): string => `
services:
  web: {image: busybox, command: sleep 7000, stop_signal: SIGKILL, volumes: ["data:/data"]}
  fails: {image: busybox, command: "sh -c 'echo out; exit 3'", profiles: [once]}
volumes: {data: {labels: {kept: ${kept}}}}
`;

beforeAll(async () => {
  pair = new ComposePair(await engine(), { "compose.yaml": model("first") });
  await pair.both(["up", "-d"]);
}, 120_000);

/** What is typed at each line, in their order: what a line leaves behind is there for the next. */
const lines: readonly (readonly [line: string, typed?: string])[] = [
  ["kill -s NOSUCH web"],
  ["pause web"],
  ["pause web"],
  ["unpause web"],
  ["unpause web"],
  ["up -d"],
  ["up -d", "n\n"],
  ["up -d", "\n"],
  ["up -d", "no, true\n"],
  ["up -d", "true\n"],
  ["up -d", "y\n"],
  ["stop web"],
  ["rm"],
  ["rm", "no\n"],
  ["rm", "Y\n"],
  ["rm"],
  ["up --abort-on-container-failure fails"],
  ["up --exit-code-from fails fails"],
  ["up --abort-on-container-exit --no-log-prefix fails"],
];

for (const [at, [line, typed = ""]] of lines.entries())
  test(`${at}: ${line} ${JSON.stringify(typed)}`, async () => {
    if (at === lines.findIndex(([first]) => first === "up -d")) pair.write("compose.yaml", model("second"));
    const { stock, own } = await pair.both(line.split(" "), { input: typed });
    expect(own).toEqual(stock);
  }, 60_000);
