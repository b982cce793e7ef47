import { beforeAll, expect, test } from "bun:test";
import { ComposePair } from "../../support/compose-pair.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
let pair: ComposePair;

const sleeps = "image: busybox, command: sleep 7000, stop_signal: SIGKILL";
const needs = (service: string, condition: string, more = ""): string =>
  `{${sleeps}, depends_on: {${service}: {condition: ${condition}${more}}}`;
/** Each is what goes wrong with the services of its profile. */
const model = `
services:
  program: {image: busybox, command: nothing-of-this-name, profiles: [program]}
  user: {${sleeps}, user: nobody-here, profiles: [user]}
  source: {${sleeps}, volumes: [{type: bind, source: /nosuch/folder, target: /x, bind: {create_host_path: false}}], profiles: [source]}
  memory: {${sleeps}, mem_limit: 1k, profiles: [memory]}
  device: {${sleeps}, devices: ["/nosuch:/x"], profiles: [device]}
  hook: {${sleeps}, post_start: [{command: "false"}], profiles: [hook]}
  secret: {${sleeps}, secrets: [lost], profiles: [secret]}
  sick: {${sleeps}, healthcheck: {test: "false", interval: 100ms, retries: 2}, profiles: [sick]}
  needs-sick: ${needs("sick", "service_healthy")}, profiles: [sick]}
  fails: {image: busybox, command: "false", profiles: [fails]}
  needs-fails: ${needs("fails", "service_completed_successfully")}, profiles: [fails]}
  may-need: ${needs("fails", "service_completed_successfully", ", required: false")}, profiles: [optional]}
  built: {build: {context: ., dockerfile_inline: "FROM busybox"}, command: "true", profiles: [built]}
secrets: {lost: {file: ./nosuch}}
`;

beforeAll(async () => {
  pair = new ComposePair(await engine(), { "compose.yaml": model });
}, 60_000);

const lines = [
  "down",
  ...["program", "user", "source", "memory", "device", "hook", "secret"].map((name) => `--profile ${name} up -d`),
  ...["sick", "fails", "optional"].map((name) => `--profile ${name} up -d`),
  "--profile sick up -d --wait sick",
  "--profile fails up -d --wait fails",
  "--profile sick up --wait --wait-timeout 9 needs-sick",
  "--profile hook restart hook",
  "--profile program start program",
  "--profile program up --exit-code-from nosuch",
  "--profile program up --exit-code-from hook",
  "--profile built build -q built",
  "--profile built up -d --build --quiet-build built",
  "--profile built run --rm --build --quiet-build built",
  "--profile * down -t 0",
  "down",
];

for (const [at, line] of lines.entries())
  test(`${at}: ${line}`, async () => {
    const { stock, own } = await pair.both(line.split(" "));
    expect(own).toEqual(stock);
  }, 60_000);
