import { beforeAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { type BegunCommand, ComposePair, type Tool } from "../../support/compose-pair.ts";
import { eventually } from "../../support/eventually.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

const files = {
  "compose.yaml": `
services:
  web:
    build: .
    command: sleep 7000
    stop_signal: SIGKILL
    develop:
      watch:
        - {action: sync, path: ./src, target: /app, ignore: [skip/], initial_sync: true}
        - {action: sync+restart, path: ./conf, target: /conf}
        - {action: sync+exec, path: ./run, target: /run, exec: {command: sh -c 'echo ran >> /ran'}}
        - {action: rebuild, path: ./Dockerfile}
        - {action: restart, path: ./again}
  plain: {image: busybox, command: sleep 7000, stop_signal: SIGKILL}
`,
  Dockerfile: "FROM busybox\nRUN mkdir -p /app /conf /run\n",
  ".dockerignore": "*.tmp\nsrc/left\n",
  "src/a": "1",
  "conf/c": "1",
  "run/r": "1",
  "again/x": "1",
};

let pair: ComposePair;

beforeAll(async () => {
  pair = new ComposePair(await engine(), files);
  await pair.both(["up", "-d", "--build"]);
}, 120_000);

async function inWeb(tool: Tool, command: string): Promise<string> {
  return (await pair.run(tool, ["exec", "-T", "web", "sh", "-c", command])).stdout;
}

/** All that the watching says from the change on, when `seen` of it has been said. */
async function after(tool: Tool, watching: BegunCommand, change: () => void, seen: string): Promise<string> {
  const from = watching.stdout.length;
  change();
  await eventually(`${tool}: ${seen}`, () => watching.stdout.slice(from).includes(seen), { withinMs: 60_000 });
  return watching.stdout.slice(from);
}

async function watchedBy(tool: Tool): Promise<readonly unknown[]> {
  const change = (path: string, text: string) => () => pair.write(path, text);
  pair.write("src/initial", "1");
  const watching = pair.begin(tool, ["watch", "--no-up"]);
  const said: unknown[] = [];
  await watching.shows("Watch enabled");
  said.push(await inWeb(tool, "ls /app"));
  said.push(await after(tool, watching, change("src/new", "1"), "after 1 changes"));
  await eventually("copied", async () => (await inWeb(tool, "cat /app/new")) === "1");
  pair.write("src/skip/x", "1");
  pair.write("src/x.tmp", "1");
  pair.write("src/left/x", "1");
  pair.write("src/.x.swp", "1");
  rmSync(`${pair.folder(tool)}/src/new`);
  await eventually("removed", async () => (await inWeb(tool, "ls /app")).includes("new") === false);
  said.push(await inWeb(tool, "find /app | sort"));
  said.push(await after(tool, watching, change("conf/c", "2"), "restarted"));
  await eventually("copied", async () => (await inWeb(tool, "cat /conf/c")) === "2");
  said.push(await after(tool, watching, change("run/r", "2"), "after 1 changes"));
  await eventually("ran", async () => (await inWeb(tool, "cat /ran")) === "ran\n");
  said.push(await after(tool, watching, change("again/x", "2"), "restarted"));
  const rebuilt = await after(
    tool,
    watching,
    change("Dockerfile", `${files.Dockerfile}RUN touch /rebuilt\n`),
    "successfully built",
  );
  said.push(rebuilt.split("\n").filter((line) => line.includes("service(s)")));
  await eventually("rebuilt", async () => (await inWeb(tool, "ls /rebuilt")) === "/rebuilt\n", { withinMs: 30_000 });
  const from = watching.stdout.length;
  said.push(await watching.interrupt(), watching.stdout.slice(from), watching.stderr.endsWith("\n"));
  return said;
}

test("what changed files lead to, and what is said of it", async () => {
  const stock = await watchedBy("stock");
  pair.write("Dockerfile", files.Dockerfile);
  for (const name of ["skip", "left", "x.tmp", ".x.swp", "new"])
    for (const tool of ["stock", "own"] as const)
      rmSync(`${pair.folder(tool)}/src/${name}`, { recursive: true, force: true });
  expect(await watchedBy("own")).toEqual(stock);
}, 240_000);

test("nothing to watch, and who watches already", async () => {
  const nothing = await pair.both(["watch", "--no-up", "plain"]);
  expect(nothing.own).toEqual(nothing.stock);
  const upped = await pair.both(["up", "--watch", "plain"]);
  expect(upped.own).toEqual(upped.stock);
  const both = ["stock", "own"] as const;
  const watching = both.map((tool) => pair.begin(tool, ["watch", "--no-up"]));
  for (const each of watching) await each.shows("Watch enabled");
  const again = await pair.both(["watch", "--no-up"]);
  const pid = /PID \d+/g;
  expect(again.own.stderr.replace(pid, "")).toBe(again.stock.stderr.replace(pid, ""));
  expect(await Promise.all(watching.map((each) => each.interrupt()))).toEqual([130, 130]);
}, 120_000);

async function uppedBy(tool: Tool): Promise<readonly unknown[]> {
  const upped = pair.begin(tool, ["up", "--watch", "-t", "0"]);
  await upped.shows("Watch enabled");
  await upped.shows("Attaching to");
  pair.write("src/more", `${tool}`);
  await upped.shows("after 1 changes");
  await eventually("copied", async () => (await inWeb(tool, "cat /app/more")) === tool);
  const code = await upped.interrupt();
  const lines = upped.stdout.split("\n").filter((line) => /Watch|Syncing|Attaching/.test(line));
  return [code, lines];
}

test("up --watch", async () => {
  const stock = await uppedBy("stock");
  expect(await uppedBy("own")).toEqual(stock);
}, 120_000);

async function menuOf(tool: Tool): Promise<readonly string[]> {
  const terminal = pair.terminal(tool, ["up", "web"]);
  try {
    await terminal.expect("Attaching to");
    terminal.type("w");
    await terminal.expect("Watch enabled");
    terminal.type("w");
    await terminal.expect("Watch disabled");
    terminal.type("\x03");
    await terminal.exited();
    return ["Watch enabled", "Watch disabled", "Gracefully Stopping"].filter((text) => terminal.screen.includes(text));
  } finally {
    terminal.close();
  }
}

test("the menu of keys switches the watching on and off", async () => {
  const stock = await menuOf("stock");
  expect(stock.length).toBe(3);
  expect(await menuOf("own")).toEqual(stock);
}, 120_000);

test("a key leaves the project running", async () => {
  const terminal = pair.terminal("own", ["up", "web"]);
  try {
    await terminal.expect("Detach");
    terminal.type("d");
    expect(await terminal.exited()).toBe(0);
    expect((await pair.run("own", ["exec", "-T", "web", "echo", "runs"])).stdout).toBe("runs\n");
  } finally {
    terminal.close();
  }
}, 60_000);
