import { beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { type Answer, ComposePair, type Tool } from "../../support/compose-pair.ts";
import { eventually } from "../../support/eventually.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

const files = {
  "compose.yaml": `
services:
  web:
    image: busybox
    command: sh -c 'echo hello; echo oops >&2; exec sleep 7000'
    stop_signal: SIGKILL
    scale: 2
    volumes: ["data:/data", /tmp/anonymous]
    expose: ["99"]
    labels: {own: "<label>"}
  db:
    image: busybox
    command: sh -c 'echo three; exec sleep 7000'
    stop_signal: SIGKILL
    attach: false
    ports: ["127.0.0.1:\${PORT}:80", "127.0.0.1:\${PORT}:81/udp"]
  ends:
    image: busybox
    command: sh -c 'echo ended; exit 3'
volumes: {data: }
`,
};

/** Both projects listen on one host. */
const ports: Readonly<Record<Tool, string>> = { stock: "18180", own: "18181" };

let pair: ComposePair;

/** What each tool answers, with its port made equal, too. */
async function both(args: readonly string[]): Promise<{ stock: Answer; own: Answer }> {
  const { stock, own } = await pair.both(args);
  const masked = ({ code, stdout, stderr }: Answer, port: string): Answer => {
    return { code, stdout: stdout.replaceAll(port, "18000"), stderr: stderr.replaceAll(port, "18000") };
  };
  return { stock: masked(stock, ports.stock), own: masked(own, ports.own) };
}

beforeAll(async () => {
  pair = new ComposePair(await engine(), files);
  for (const tool of ["stock", "own"] as const) writeFileSync(`${pair.folder(tool)}/.env`, `PORT=${ports[tool]}\n`);
  await both(["up", "-d"]);
  await eventually("the end of what ends", async () => {
    const { stock, own } = await both(["ps", "-aq", "--status", "exited"]);
    return stock.stdout === "ID\n" && own.stdout === "ID\n";
  });
}, 120_000);

const lines: readonly (readonly string[])[] = [
  ["ps", "-q"],
  ["ps", "-aq"],
  ["ps", "--services"],
  ["ps", "--services", "--status", "created"],
  ["ps", "--orphans=false", "--services"],
  ["ps", "-a", "--format", "{{.Name}}|{{.Names}}|{{.Image}}|{{.Command}}|{{.Service}}|{{.Project}}|{{.State}}"],
  ["ps", "-a", "--format", "{{.Health}}|{{.ExitCode}}|{{.LocalVolumes}}|{{.Networks}}|{{.Size}}|{{.Ports}}"],
  ["ps", "-a", "--format", '{{.Label "own"}}|{{.Publishers}}|{{json .Publishers}}|{{json .ExitCode}}'],
  ["ps", "--format", "table {{.Name}}\t{{.Health}}\t{{.ExitCode}}\t{{.Publishers}}"],
  ["ps", "--format", "{{range .Publishers}}{{.URL}}:{{.TargetPort}}-{{.Protocol}} {{end}}"],
  ["ps", "--no-trunc", "--format", "{{.ID}} {{.Command}}"],
  ["ps", "--format", "{{.Nope}}"],
  ["ps", "--format", "{{"],
  ["ps", "--filter", "x"],
  ["ps", "--filter", "a=b"],
  ["ps", "--filter", "source=a"],
  ["ps", "--filter", "status=exited", "--format", "{{.Name}}"],
  ["ps", "nosuch"],
  ["logs", "--no-log-prefix", "ends"],
  ["logs", "--index", "2", "web"],
  ["logs", "--index", "7", "web"],
  ["logs", "--index", "2"],
  ["logs", "-n", "1", "db"],
  ["logs", "-n", "0"],
  ["logs", "--since", "x"],
  ["logs", "--until", "2006-01-02"],
  ["logs", "nosuch"],
  ["top", "nosuch"],
  ["images", "-q"],
  ["images", "nosuch"],
  ["images", "--format", "bogus"],
  ["images", "--format", "json", "nosuch"],
  ["images", "--format", "{{json.}}", "db"],
  ["port", "db", "80"],
  ["port", "--protocol", "UDP", "db", "81"],
  ["port", "db", "82"],
  ["port", "web", "99"],
  ["port", "--index", "3", "web", "80"],
  ["port", "ends", "80"],
  ["port", "nosuch", "80"],
  ["port", "web"],
  ["port", "web", "x"],
  ["port", "web", "65536"],
  ["ls", "--filter", "name=nosuch"],
  ["ls", "--filter", "bogus=x"],
  ["ls", "--filter", "x"],
  ["ls", "--format", "bogus"],
  ["ls", "extra"],
  ["stats", "--no-stream", "nosuch"],
  ["stats", "--no-stream", "--format", "{{.Container}}|{{.Name}}", "db"],
  ["stats", "a", "b"],
  ["volumes"],
  ["volumes", "-q"],
  ["volumes", "web"],
  ["volumes", "db"],
  ["volumes", "--format", "raw"],
  ["volumes", "--format", "{{.Name}}:{{.Driver}}:{{.Scope}}"],
  ["volumes", "nosuch"],
  ["version", "extra"],
  ["wait"],
  ["wait", "ends"],
  ["wait", "nosuch"],
  ["events", "--since", "x"],
  ["events", "--since", "1", "--until", "2"],
];

/** A project is known by its files, or by its name alone. */
const byFiles = ["-f", "@/compose.yaml"];

for (const line of lines)
  test(line.join(" "), async () => {
    for (const way of [byFiles, []]) {
      const { stock, own } = await both([...way, ...line]);
      expect(own).toEqual(stock);
    }
  }, 60_000);

test("logs of several containers, whose order is nobody's", async () => {
  const sorted = ({ stdout }: Answer): string[] => stdout.replace(/ +\|/g, " |").split("\n").sort();
  for (const way of [byFiles, []]) {
    const { stock, own } = await both([...way, "logs"]);
    expect(sorted(own)).toEqual(sorted(stock));
    expect(sorted(own)).toContain("web-2 | oops");
    expect(sorted(own).includes("db-1 | three")).toBe(way.length === 0);
  }
});

test("top, whose numbers differ", async () => {
  const { stock, own } = await both(["top"]);
  const masked = ({ stdout }: Answer): string =>
    stdout
      .replace(/ +\d+ +\d+ +\d+ +\d\d:\d\d +\? +\d\d:\d\d:\d\d +/g, " NUMBERS ")
      .replace(/^SERVICE.*/, (header) => header.replace(/ +/g, " "));
  expect(masked(own)).toEqual(masked(stock));
});

test("a project's state and files in ls", async () => {
  const row = async (tool: Tool): Promise<unknown> => {
    const { stdout } = await pair.run(tool, ["ls", "-a", "--format", "json"]);
    return (JSON.parse(stdout) as Array<{ Name: string }>).find(({ Name }) => Name === pair.name("own"));
  };
  expect(await row("own")).toEqual(await row("stock"));
  expect(await row("own")).toMatchObject({ Status: "exited(1), running(3)" });
});

test("what one tool made, the other tells of as of its own", async () => {
  for (const line of [
    ["ps", "-a", "--format", "{{.Name}} {{.State}}"],
    ["port", "db", "80"],
    ["volumes", "-q"],
  ]) {
    const project = ["-p", pair.name("stock")];
    const [own, stock] = [await pair.run("own", [...project, ...line]), await pair.run("stock", [...project, ...line])];
    expect([own.code, own.stdout, own.stderr]).toEqual([0, stock.stdout, stock.stderr]);
  }
});

test("wait gives the last exit code, and takes the project down where that is asked for", async () => {
  const text = "services: {a: {image: busybox, command: sh -c 'sleep 2; exit 6'}}\n";
  const short = new ComposePair(await engine(), { "compose.yaml": text });
  await short.both(["up", "-d"]);
  const ended = async (tool: Tool): Promise<unknown> => {
    const { code, stdout } = await short.run(tool, ["wait", "--down-project", "a"]);
    return [code, stdout.replace(/[0-9a-f]{64}/, "ID"), (await short.run(tool, ["ps", "-aq"])).stdout];
  };
  const [stock, own] = await Promise.all([ended("stock"), ended("own")]);
  expect(own).toEqual(stock);
  expect(own).toEqual([6, 'container "ID" exited with status code 6\n', ""]);
}, 60_000);
