import { beforeAll, expect, test } from "bun:test";
import { type Answer, ComposePair, type Tool } from "../../support/compose-pair.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

const files = {
  "compose.yaml": `
services:
  web:
    image: busybox
    command: sleep 7000
    stop_signal: SIGKILL
    scale: 2
    depends_on: [db, cache]
    environment: {A: "1", B: "x=y", EMPTY: ""}
    labels: {own: "<label>"}
    volumes: ["data:/data", "/tmp:/host:ro", /anonymous]
    secrets: [{source: key, target: /run/secrets/key}]
    networks: {front: {priority: 1, aliases: [www]}, back: {priority: 5}}
    healthcheck: {test: [CMD, "true"], interval: 1m30s, timeout: 5s, retries: 4, start_period: 2s}
  db:
    image: busybox
    command: sleep 7000
    stop_signal: SIGKILL
    networks: [back]
    ports: ["127.0.0.1:18280:81/udp"]
  cache: {image: busybox, command: sleep 7000, stop_signal: SIGKILL, depends_on: [db], network_mode: none}
networks: {front: {}, back: {internal: true}}
volumes: {data: {}}
secrets: {key: {file: ./key}}
`,
  key: "secret",
};

let pair: ComposePair;

beforeAll(async () => {
  pair = new ComposePair(await engine(), files);
  const { code, stderr } = await pair.run("own", ["up", "-d"]);
  if (code !== 0) throw new Error(stderr);
}, 120_000);

/** What both tools answer about the project that ours brought up. */
async function both(args: (container: (name: string) => string) => readonly string[]): Promise<Answer[]> {
  const line = args((name) => `${pair.name("own")}-${name}`);
  const answers = (["stock", "own"] satisfies Tool[]).map((tool) =>
    pair.run(tool, ["-p", pair.name("own"), "-f", `${pair.folder("own")}/compose.yaml`, ...line]),
  );
  return (await Promise.all(answers)).map(({ code, stdout, stderr }) => ({ code, stdout, stderr }));
}

/** The stock tool writes the parts of a graph in another order each time. */
const sorted = (answer: Answer | undefined): unknown => ({ ...answer, stdout: answer?.stdout.split("\n").sort() });

for (const flags of [[], ["--networks", "--ports", "--image"], ["--spaces", "--indentation-size", "3"]])
  test(`the graph of a project: alpha viz ${flags.join(" ")}`, async () => {
    const [stock, own] = await both(() => ["alpha", "viz", ...flags]);
    expect(sorted(own)).toEqual(sorted(stock));
    expect(own?.stdout).toContain('"web" -> "db";');
  });

for (const format of ["yaml", "json"])
  test(`a file made of containers: alpha generate --format ${format}`, async () => {
    // A second port would come in any order.
    const [stock, own] = await both((container) => [
      ...["alpha", "generate", "--name", "made", "--format", format],
      ...[container("web-1"), container("db-1"), container("cache-1")],
    ]);
    expect(own).toEqual(stock!);
    expect(own?.stdout).toContain("18280");
  });

for (const line of [
  ["generate"],
  ["generate", "nosuch"],
  ["generate", "--format", "x", "pair"],
  ["viz", "--indentation-size", "-1"],
])
  test(`refused: alpha ${line.join(" ")}`, async () => {
    const [stock, own] = await both(() => ["alpha", ...line]);
    expect(own).toEqual(stock!);
    expect(own?.code).toBe(1);
  });

test("the commands of bridge are known, and refused by name", async () => {
  const { code, stderr } = await pair.run("own", ["bridge", "transformations", "ls"]);
  expect([code, stderr]).toEqual([1, "not supported: docker compose bridge transformations list\n"]);
  const help = await pair.run("own", ["bridge", "convert", "--help"]);
  expect([help.code, help.stdout.split("\n")[0]]).toEqual([0, "Usage:  docker compose bridge convert"]);
});
