import { beforeAll, expect, test } from "bun:test";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../support/command.ts";
import type { Engine } from "../../support/engine.ts";
import { gantryExecutable } from "../../support/peers.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const shared = sharedEngine();
let engine: Engine;
let folder: string;

beforeAll(async () => {
  engine = await shared();
  folder = join(engine.paths.folder, "completion");
  mkdirSync(join(folder, "bin"), { recursive: true });
  symlinkSync(gantryExecutable(), join(folder, "bin/gantry"));
  mkdirSync(join(folder, "below"));
  writeFileSync(join(folder, "a-file.env"), "");
  writeFileSync(
    join(folder, "compose.yaml"),
    "name: p\nservices: {web: {image: a}, worker: {image: b}, db: {image: c}}\n",
  );
  await engine.docker(["run", "-d", "--name", "runs", "--stop-signal", "KILL", "busybox", "sleep", "7000"]);
  await engine.docker(["create", "--name", "rests", "busybox", "true"]);
  await engine.docker(["network", "create", "rear"]);
  await engine.docker(["volume", "create", "room"]);
  await engine.docker(["tag", "busybox", "localhost:5000/run/box:1"]);
  for (const shell of ["bash", "zsh", "fish"]) {
    const { stdout } = await engine.own(["completion", shell]);
    writeFileSync(join(folder, `gantry.${shell}`), stdout);
  }
}, 60_000);

async function inShell(argv: readonly string[]): Promise<string[]> {
  const line = ["sh", "-c", 'cd "$0" && exec "$@"', folder, ...argv];
  const env = { ...engine.clientEnvironment, PATH: `${folder}/bin:${process.env["PATH"]}`, TERM: "dumb" };
  const { stdout, stderr } = await engine.namespace.run(line, { env });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((word) => word !== "");
}

/** What each shell offers for the last word of a line. */
const shells = {
  /** Bash cuts words at \`=\` and \`:\`, and takes what stands behind the last of them. */
  bash: (line: string) => {
    const pieces = line.split(/ |([:=])/).filter((piece) => piece !== undefined && piece !== "");
    const words = line.endsWith(" ") ? [...pieces, ""] : pieces;
    const script = `source gantry.bash; COMP_LINE=$1; COMP_POINT=\${#1}; shift; COMP_WORDS=("$@")
COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); __gantry_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return inShell(["bash", "-c", script, "bash", line, ...words]);
  },
  zsh: (line: string) => {
    const script = `functions[compdef]=:; compset() { IPREFIX=\${PREFIX%%=*}=; PREFIX=\${PREFIX#*=} }
_describe() { local e; for e in "\${entries[@]}"; do print -r -- "\${\${e%%[^\\\\]:*}}\${\${(M)e%%[^\\\\]:*}[1]}"; done }
_files() { print -r -- "files $*" }
source ./gantry.zsh; words=("$@"); CURRENT=$#; PREFIX=\${@[-1]}; _gantry`;
    return inShell(["zsh", "-fc", script, "zsh", ...line.split(" ")]).then((offered) =>
      offered.map((word) => word.replaceAll("\\:", ":")),
    );
  },
  fish: async (line: string) => {
    const offered = await inShell(["fish", "--no-config", "-c", "source gantry.fish; complete -C $argv[1]", line]);
    return offered.map((word) => word.split("\t")[0] ?? "");
  },
};

const lines: readonly (readonly [line: string, words: readonly string[]])[] = [
  ["gantry contai", ["container"]],
  ["gantry stop ", ["runs"]],
  ["gantry start ", ["rests"]],
  ["gantry rm r", ["rests", "runs"]],
  ["gantry rm runs r", ["rests"]],
  ["gantry network connect re", ["rear"]],
  ["gantry volume rm ", ["room"]],
  ["gantry run --pull a", ["always"]],
  ["gantry run --rm busyb", ["busybox:latest"]],
  ["gantry compose logs w", ["web", "worker"]],
  ["gantry nosuch ", []],
];

for (const [shell, offers] of Object.entries(shells))
  for (const [line, words] of lines)
    test(`${shell}: ${line}`, async () => expect((await offers(line)).sort()).toEqual([...words]), 30_000);

test("bash: what it cut off is not offered again", async () => {
  expect(await shells.bash("gantry rmi localhost:5000/r")).toEqual(["5000/run/box:1"]);
  expect(await shells.bash("gantry run --pull=mi")).toEqual(["missing"]);
});

test("fish and zsh: a flag and its value in one word", async () => {
  expect(await shells.fish("gantry run --pull=mi")).toEqual(["--pull=missing"]);
  expect(await shells.zsh("gantry run --pull=mi")).toEqual(["missing"]);
});

test("files and folders are left to the shells", async () => {
  expect(await shells.bash("gantry build b")).toContain("below");
  expect(await shells.zsh("gantry run --env-file a")).toEqual(["files "]);
  expect(await shells.zsh("gantry build b")).toEqual(["files -/"]);
  expect(await shells.fish("gantry run --env-file a-")).toEqual(["a-file.env"]);
  expect(await shells.fish("gantry build b")).toEqual(["bin/", "below/"].sort());
});

/** What the stock client completes, ours completes with the same words. */
const alike: readonly string[] = [
  ...["", "r", "con", "run --net", "run --network ", "run --network re", "ps -", "run --restart ", "run --pull "],
  ...[
    "run --cap-add NET_",
    "run --cap-drop ",
    "run --platform ",
    "run --userns ",
    "run --ipc ",
    "run --pid ",
    "run --uts ",
  ],
  ...[
    "run --security-opt ",
    "run --storage-opt ",
    "run --ulimit ",
    "run --volume-driver ",
    "run --volumes-from ",
    "run --env ",
    "run --log-driver ",
  ],
  ...[
    "run --stop-signal ",
    "run --link ",
    "run --hostname ",
    "run --gpus ",
    "run --env-file ",
    "run --cidfile ",
    "run --attach ",
    "run ",
  ],
  ...[
    "run busybox ",
    "create ",
    "rm ",
    "rm -f ru",
    "rm -f ",
    "start ",
    "start -a ",
    "stop ",
    "stop --signal ",
    "restart ",
    "exec ",
    "exec runs ",
    "logs ",
    "logs runs ",
  ],
  ...[
    "inspect ru",
    "inspect ",
    "inspect --type ",
    "rmi ",
    "rmi lo",
    "network rm ",
    "network connect ",
    "network connect rear ",
    "network disconnect ",
    "network disconnect rear ",
  ],
  ...[
    "network inspect ",
    "network create --driver ",
    "network ls --filter ",
    "volume rm ",
    "volume inspect ",
    "volume create --driver ",
    "volume ls --filter ",
  ],
  ...[
    "context use ",
    "context rm ",
    "context inspect ",
    "context export ",
    "context update ",
    "image rm lo",
    "image inspect ",
    "image ls ",
    "images ",
    "image ",
  ],
  ...[
    "ps --filter ",
    "ps --filter status=",
    "ps --format ",
    "images --filter ",
    "events --filter ",
    "events --filter type=",
    "events --filter event=",
    "container ",
    "container ls --",
    "system ",
    "network ",
    "context ",
  ],
  ...[
    "kill --signal SIGK",
    "kill ",
    "unpause ",
    "pause ",
    "attach ",
    "cp ru",
    "cp ",
    "history ",
    "tag ",
    "tag busybox ",
    "save ",
    "commit ",
    "top ",
    "port ",
    "rename ",
    "diff ",
    "export ",
    "wait ",
    "stats ",
  ],
  ...[
    "update ",
    "update --restart ",
    "push ",
    "pull ",
    "pull --platform ",
    "search ",
    "import ",
    "load ",
    "load -i ",
    "login ",
    "logout ",
    "build ",
    "builder ",
    "builder prune --filter ",
  ],
  ...[
    "--",
    "--log-level ",
    "--context ",
    "-c ",
    "nosuch ",
    "container prune --filter ",
    "system prune --filter ",
    "image prune --filter ",
    "help ",
    "help ru",
    "completion ",
    "manifest ",
    "exec --user ",
    "version --format ",
    "info --format ",
  ],
];

for (const line of alike)
  test(`as the stock client completes: ${line}`, async () => {
    const words = line.split(" ");
    const [stock, own] = await Promise.all([
      engine.docker(["__complete", ...words]),
      engine.own(["__complete", ...words]),
    ]);
    const known = ({ stdout }: Result): unknown => ({
      directive: /^:\d+$/m.exec(stdout)?.[0],
      words: stdout
        .split("\n")
        .filter((word) => word !== "" && !word.startsWith(":"))
        .map((word) => word.split("\t")[0])
        .sort(),
    });
    expect(known(own)).toEqual(known(stock));
  });
