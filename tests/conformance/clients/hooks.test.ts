import { beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../support/engine.ts";
import { dockerClient, gantryExecutable, peersFolder } from "../../support/peers.ts";
import { sharedEngine } from "../../support/shared-engine.ts";
import { Terminal } from "../../support/terminal.ts";

const shared = sharedEngine();
let engine: Engine;
let folder: string;

/** Notes what it is asked, and answers what lies in a file. */
const plugin = `#!/bin/sh
if [ "$1" = docker-cli-plugin-metadata ]; then echo '{"SchemaVersion":"0.1.0","Vendor":"Me","Version":"1"}'; exit; fi
if [ "$2" = docker-cli-plugin-hooks ]; then
  printf '%s|' "$#" "$1" "$3" "\${DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND:+original}" >> "$FOLDER/asked"
  cat "$FOLDER/answer"; exit "\${HOOK_EXIT:-0}"
fi
echo "plugin: $*"; exit "\${PLUGIN_EXIT:-0}"
`;

beforeAll(async () => {
  engine = await shared();
  folder = join(engine.paths.folder, "hooks");
  mkdirSync(join(folder, "cli-plugins"), { recursive: true });
  writeFileSync(join(folder, "cli-plugins/docker-hi"), plugin, { mode: 0o755 });
  for (const name of ["docker-buildx", "docker-compose"])
    symlinkSync(join(peersFolder(), "usr/libexec/docker/cli-plugins", name), join(folder, "cli-plugins", name));
}, 60_000);

interface Scene {
  readonly hooks?: string;
  readonly errorHooks?: string;
  readonly template?: string;
  /** Instead of one with the template. */
  readonly answer?: string;
  readonly features?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Seen {
  readonly shown: string;
  readonly asked: string;
}

const everything = "context,hi,ps,rm,run,image,buildx build,compose version,volume,nope,docker,help,wait";

/** What a client on a terminal shows, and what it asks the plugin. */
async function look(client: string, line: string, scene: Scene): Promise<Seen> {
  const { hooks = everything, errorHooks, template = "next of {{.Name}}", features = { hooks: "true" } } = scene;
  const settings = { hooks, ...(errorHooks === undefined ? {} : { "error-hooks": errorHooks }) };
  writeFileSync(join(folder, "config.json"), JSON.stringify({ features, plugins: { hi: settings, gone: settings } }));
  writeFileSync(join(folder, "answer"), scene.answer ?? JSON.stringify({ Type: 0, Template: template }));
  rmSync(join(folder, "asked"), { force: true });
  const script = `${client} ${line}; echo "ended: $?"`;
  const argv = engine.namespace.argv("setsid", "--ctty", "--wait", "sh", "-c", script);
  const env = {
    ...engine.clientEnvironment,
    DOCKER_CLI_HINTS: undefined,
    DOCKER_CONFIG: folder,
    FOLDER: folder,
    ...scene.env,
  };
  const terminal = new Terminal(argv, { env, columns: 400 });
  await terminal.expect("ended: ");
  terminal.close();
  const asked = join(folder, "asked");
  // The stock client's own tracing is not ours.
  return {
    shown: terminal.screen.replace(/^time=[^\n]*\n/gm, ""),
    asked: existsSync(asked) ? readFileSync(asked, "utf8") : "",
  };
}

async function both(line: string, scene: Scene): Promise<{ readonly stock: Seen; readonly own: Seen }> {
  return { stock: await look(dockerClient(), line, scene), own: await look(gantryExecutable(), line, scene) };
}

const whole: readonly (readonly [line: string, scene?: Scene])[] = [
  ["context ls -q"],
  ["context ls --quiet=0 --format x"],
  ["context ls -q > /dev/null"],
  ["context ls -q 2> /dev/null"],
  ["context inspect -f {{.Name}} default nope"],
  ["context rm nope nope2", { template: "{{arg . 0}} {{arg . 1}} {{arg . 2}}|\n{{.CommandPath}}" }],
  ["context list -q", { template: '{{.UseLine}} {{.Aliases}} {{flag . "quiet"}} {{printf "%q" .Use}}' }],
  ["ps -q"],
  ["image ls -q -f label=none -f label=no", { template: '{{flag . "filter"}} {{flag . "all"}} {{flag . "format"}}' }],
  ["rm -f nobody-here"],
  ["run --rm busybox sh -c 'exit 7'", { template: '{{flag . "rm"}} {{flag . "name"}} {{arg . 1}}' }],
  ["run --rm -e A=1 busybox true", { template: '{{flag . "env"}} {{flag . "memory-swappiness"}}' }],
  ["volume prune -f --filter label=a --filter label=b", { template: '{{flag . "filter"}} {{flag . "force"}}' }],
  ["hi a --b -c=d --x=y"],
  ["hi a", { template: '[{{arg . 0}}] {{.CommandPath}} {{flag . "debug"}}' }],
  ["hi a", { env: { PLUGIN_EXIT: "3" } }],
  ["-D hi a"],
  ["context ls -q", { answer: '{"type":0,"template":"small letters","More":1} ' }],
  ["context ls -q", { answer: '{"Template":"x"} y' }],
  ["context ls -q", { answer: '{"Template":5}' }],
  ["context ls -q", { answer: '{"Type":1,"Template":"x"}' }],
  ["context ls -q", { answer: "" }],
  ["context ls -q", { env: { HOOK_EXIT: "1" } }],
  ["context ls -q", { template: "{{.Nothing}}" }],
  ["context ls -q", { template: '{{flag . "nothing"}}' }],
  ["context ls -q", { template: "{{json .Name}}" }],
  ["context ls -q", { template: "{{" }],
  ["context ls -q", { template: "a\n\n  b\n" }],
  ["context ls -q", { template: "\n \n" }],
  ["context ls -q", { hooks: " context,context ls" }],
  ["context ls -q", { hooks: "context  ls,context ls x" }],
  ["context ls -q", { hooks: "" }],
  ["context ls -q", { features: {} }],
  ["context ls -q", { features: { hooks: "maybe" } }],
  ["context ls -q", { features: { hooks: "false" }, env: { DOCKER_CLI_HINTS: "true" } }],
  ["context ls -q", { env: { DOCKER_CLI_HINTS: "false" } }],
  ["context ls -q", { env: { DOCKER_CLI_HINTS: "maybe" } }],
  ["context ls -q", { env: { DOCKER_CLI_HINTS: "1", DOCKER_CLI_HOOKS: "0" } }],
];

for (const [line, scene = {}] of whole)
  test(`hooks: ${line} ${JSON.stringify(scene)}`, async () => {
    const { stock, own } = await both(line, scene);
    expect(own).toEqual(stock);
  });

/** Lines whose own output is in our words: what is asked and said next is Docker's. */
const asking: readonly (readonly [line: string, asks: boolean])[] = [
  ["context", true],
  ["context nope", true],
  ["context ls --help", true],
  ["context ls -q --nope", true],
  ["context ls a b", true],
  ["help context", true],
  ["nope", true],
  ["--help", false],
  ["build --help", true],
  ["image build --help", true],
  ["compose version --short", true],
  ["compose --ansi never version --short", false],
];
const said = (screen: string): string =>
  /\x1b\[1m\r\nWhat's next:\x1b\[0m\r\n(?: {4}.*\r\n)*/.exec(screen)?.[0] ?? "nothing";

for (const [line, asks] of asking)
  test(`hooks: ${line}`, async () => {
    const { stock, own } = await both(line, {});
    const withoutError = ({ asked }: Seen): string => asked.replace(/"CommandError":".+"/, '"CommandError":"…"');
    if (asks) expect(stock.asked).not.toBe("");
    expect([said(own.shown), withoutError(own)]).toEqual([said(stock.shown), withoutError(stock)]);
  });

test("error-hooks are for commands that fail", async () => {
  const scene: Scene = { hooks: "ps", errorHooks: "context inspect" };
  const failed = await look(gantryExecutable(), "context inspect nope", scene);
  expect(said(failed.shown)).toContain("    next of inspect\r\n");
  expect(failed.asked).toContain('{"RootCmd":"context inspect","Flags":{},"CommandError":"context \\"nope\\"');
  expect((await look(gantryExecutable(), "context inspect default", scene)).asked).toBe("");
});
