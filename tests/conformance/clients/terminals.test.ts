import { beforeAll, expect, test } from "bun:test";
import type { Engine } from "../../support/engine.ts";
import { kindUnderTest } from "../../support/engine-kind.ts";
import { eventually } from "../../support/eventually.ts";
import { dockerClient, gantryExecutable } from "../../support/peers.ts";
import { sharedEngine } from "../../support/shared-engine.ts";
import { Terminal, type TerminalOptions } from "../../support/terminal.ts";

const engine = sharedEngine();
const client = kindUnderTest() === "dockerd" ? dockerClient() : gantryExecutable();

beforeAll(async () => {
  const body = { Image: "busybox", Cmd: ["sh", "-c", "echo started; exec sleep 1000"] };
  await (await engine()).json("POST", "/containers/create?name=target", body);
  await (await engine()).json("POST", "/containers/target/start");
}, 60_000);

/** Our client on a terminal, below a shell that tells the client's pid and how it has left the terminal. */
async function open(words: string, options: Partial<TerminalOptions> = {}): Promise<Terminal> {
  const { namespace, clientEnvironment } = await engine();
  // The shell outlives a Ctrl-C.
  const script = `trap : INT; a=$(stty -g); sh -c 'echo "client: $$"; exec "$0" "$@"' ${client} ${words}; code=$?; [ "$a" = "$(stty -g)" ] && echo "left as it was: $code"`;
  const argv = namespace.argv("setsid", "--ctty", "--wait", "sh", "-c", script);
  return new Terminal(argv, { env: clientEnvironment, ...options });
}

async function isRunning(name: string): Promise<boolean> {
  const { State } = await (await engine()).json<{ State: { Running: boolean } }>("GET", `/containers/${name}/json`);
  return State.Running;
}

test("run -it has the terminal's size, follows it, and gives it back with the exit code", async () => {
  const terminal = await open("run -it --rm busybox sh", { columns: 97, rows: 31 });
  await terminal.expect("/ #");
  terminal.type("stty size; tty\n");
  await terminal.expect("31 97");
  await terminal.expect("/dev/pts/0\r\n");
  terminal.resize(120, 40);
  await eventually("the new size inside", () => {
    terminal.type("stty size\n");
    return terminal.screen.includes("40 120");
  });
  terminal.type("exit 7\n");
  await terminal.expect("left as it was: 7");
  terminal.close();
});

test("Ctrl-C on a terminal is the program's", async () => {
  const program = "trap 'echo caught; exit 3' INT; echo ready; while :; do sleep 0.1; done";
  const terminal = await open(`run -it --rm busybox sh -c "${program}"`);
  await terminal.expect("ready");
  terminal.type("\x03");
  await terminal.expect("caught");
  await terminal.expect("left as it was: 3");
  terminal.close();
});

test("without a terminal inside, Ctrl-C is a signal that is passed on", async () => {
  const program = "trap 'echo caught; exit 4' INT; echo ready; while :; do sleep 0.1; done";
  const terminal = await open(`run -i --rm busybox sh -c "${program}"`);
  await terminal.expect("ready");
  terminal.type("\x03");
  await terminal.expect("caught");
  await terminal.expect("left as it was: 4");
  terminal.close();
});

test("detach keys leave the container running, and attach comes back to it", async () => {
  const first = await open("run -it --name left --detach-keys ctrl-x,d busybox sh");
  await first.expect("/ #");
  first.type("echo A$((1+1))B\n");
  await first.expect("A2B");
  first.type("\x18d");
  await first.expect("left as it was: 0");
  first.close();
  expect(await isRunning("left")).toBe(true);
  const second = await open("attach left", { columns: 61, rows: 17 });
  await eventually("the size of the second terminal", () => {
    second.type("stty size\n");
    return second.screen.includes("17 61");
  });
  second.type("\x10\x11");
  await second.expect("left as it was: ");
  second.close();
  expect(await isRunning("left")).toBe(true);
});

test("exec -it has a terminal of its own", async () => {
  const terminal = await open("exec -it target sh", { columns: 66, rows: 22 });
  await terminal.expect("/ #");
  await eventually("the size inside", () => {
    terminal.type("stty size\n");
    return terminal.screen.includes("22 66");
  });
  terminal.type("exit 5\n");
  await terminal.expect("left as it was: 5");
  terminal.close();
});

test("start -ai comes back to a container that has stopped", async () => {
  await (await engine()).json("POST", "/containers/create?name=again", {
    Image: "busybox",
    Cmd: ["sh"],
    Tty: true,
    OpenStdin: true,
  });
  const terminal = await open("start -ai again", { columns: 55, rows: 15 });
  await terminal.expect("/ #");
  await eventually("the size inside", () => {
    terminal.type("stty size\n");
    return terminal.screen.includes("15 55");
  });
  terminal.type("exit 6\n");
  await terminal.expect("left as it was: 6");
  terminal.close();
});

test("Ctrl-C ends logs -f and events, and nothing else", async () => {
  for (const [words, seen] of [
    ["logs -f target", "started"],
    ["events --since 1", "start"],
  ] as const) {
    const terminal = await open(words);
    await terminal.expect(seen);
    terminal.type("\x03");
    await terminal.expect("left as it was: ");
    terminal.close();
  }
  expect(await isRunning("target")).toBe(true);
});

/** Resolves when the rows are as wanted; else says what they are. */
async function see(terminal: Terminal, what: string, isShown: (rows: readonly string[]) => boolean): Promise<void> {
  await eventually(what, () => isShown(terminal.rows())).catch((error: Error) => {
    throw new Error(`${error.message}\n${terminal.rows().join("\n")}`);
  });
}

test("a prompt stands on one line, and nothing but y is yes", async () => {
  for (const [typed, isPruned] of [
    ["\n", false],
    ["no\n", false],
    ["y\n", true],
  ] as const) {
    await (await engine()).json("POST", "/volumes/create", { Name: "asked-for", Labels: { asked: "1" } });
    const terminal = await open("volume prune -a --filter label=asked");
    await see(terminal, "the question", (rows) => rows.some((row) => /\[y\/N\]$/.test(row)));
    terminal.type(typed);
    await terminal.expect("left as it was: ");
    terminal.close();
    const there = await (await engine()).request("GET", "/volumes/asked-for");
    expect([typed, there.status]).toEqual([typed, isPruned ? 404 : 200]);
  }
});

test("load keeps its lines on narrow and low terminals, and on one that is resized", async () => {
  const under = await loadedWithLayers(9);
  for (const [columns, rows] of [
    [40, 24],
    [70, 5],
  ] as const) {
    await under.docker(["rmi", "-f", "layers"]);
    await under.docker(["builder", "prune", "-af"]);
    const terminal = await open(`load -i ${under.paths.folder}/layers.tar`, { columns, rows });
    await Bun.sleep(30);
    if (rows > 10) terminal.resize(columns - 4, rows);
    await terminal.expect("left as it was: 0");
    await see(terminal, "the end below whole lines", (shown) => {
      const text = shown.filter((row) => row !== "");
      const at = text.indexOf("Loaded image: layers:latest");
      const layers = text.slice(0, at).filter((row) => !row.startsWith("client: "));
      return at >= 0 && layers.every((row) => /^(?:[0-9a-f]{12}: )?Loading layer/.test(row) || row.length <= 2);
    });
    expect(terminal.screen).toContain(": Loading layer");
    terminal.close();
  }
});

/** An archive of an image with so many layers beside busybox's, none of which is here. */
async function loadedWithLayers(count: number): Promise<Engine> {
  const under = await engine();
  const steps = Array.from({ length: count }, (_, at) => `RUN head -c 300000 /dev/urandom > /${at}\n`);
  await under.docker(["build", "-q", "-t", "layers", "-"], { input: `FROM busybox\n${steps.join("")}` });
  await under.docker(["save", "-o", `${under.paths.folder}/layers.tar`, "layers"]);
  return under;
}

test("stats is one table that is drawn again in its place", async () => {
  const terminal = await open("stats target", { columns: 120, rows: 12 });
  const drawings = (): number => terminal.screen.split("CONTAINER ID").length - 1;
  await eventually("three drawings", () => drawings() >= 3);
  await see(terminal, "one table", (rows) => {
    const text = rows.join("\n");
    return text.split("CONTAINER ID").length === 2 && text.split("target").length === 2;
  });
  terminal.type("\x03");
  await terminal.expect("left as it was: ");
  terminal.close();
});

test("the terminal is given back when the client is ended by a signal", async () => {
  const terminal = await open("exec -it target sh");
  await terminal.expect("/ #");
  process.kill(Number(/client: (\d+)/.exec(terminal.screen)?.[1]), "SIGTERM");
  await terminal.expect("left as it was: ");
  terminal.close();
});

test("a session outlives an engine that is killed, and gives the terminal back at its end", async () => {
  if (kindUnderTest() === "dockerd") return; // There the session ends with it.
  const terminal = await open("run -it --rm busybox sh");
  await terminal.expect("/ #");
  terminal.resize(90, 33);
  // The client sends sizes when the engine has answered the start, which a prompt may come before.
  await eventually("the size inside", () => {
    terminal.type("stty size\n");
    return terminal.screen.includes("33 90");
  });
  await (await engine()).kill9();
  terminal.type("echo A$((1+1))B\n");
  await see(terminal, "an answer", (rows) => rows.includes("A2B"));
  terminal.type("exit 3\n");
  // No engine is there to tell the program's code.
  await terminal.expect("error waiting for container: ");
  await terminal.expect("left as it was: 125");
  terminal.close();
  await (await engine()).up();
});
