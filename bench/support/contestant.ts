import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { type CommandOptions, type Result, run, succeed } from "../../tests/support/command.ts";
import { Disk } from "../../tests/support/disk.ts";
import { Engine } from "../../tests/support/engine.ts";
import { Namespace } from "../../tests/support/namespace.ts";
import { dockerClient, gantryExecutable } from "../../tests/support/peers.ts";
import { endProcessesOf, processesOf, removeCgroupsOf, unmountBelow } from "../../tests/support/residue.ts";
import { busyboxArchive } from "../../tools/docker-archive.ts";
import { countedIn, cpuMsOf } from "./cpu-group.ts";

/** dockerd takes part twice where images move: with its default store, and with the image store of containerd. */
export const contestantNames = ["gantry", "dockerd", "dockerd-image-store", "podman"] as const;
export type ContestantName = (typeof contestantNames)[number];
export const usualContestants: readonly ContestantName[] = ["gantry", "dockerd", "podman"];

/** One of the engines that are compared, with its own client, in a network namespace and a cgroup of its own. */
export interface Contestant {
  readonly name: ContestantName;
  readonly namespace: Namespace;
  /** Cgroup of the engine, its client, its containers and all their helpers. */
  readonly cgroup: string;
  /** Pids of what runs without any container. */
  readonly daemons: readonly number[];
  /** Name of the process that stays beside each container. */
  readonly helper: string;
  /** The words of a client command, such as `["run", "busybox"]`, as a command line inside the namespace. */
  command(args: readonly string[]): string[];
  /** A unix socket that answers `GET /containers/json`, for as long as `use` runs. */
  withSocket<T>(use: (socket: string) => Promise<T>): Promise<T>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text that command lines of all its processes have. */
  readonly mark: string;
  close(): Promise<void>;
}

/** Where the data of the engines lie, podman's excepted. */
export interface Ground {
  /** On an ext4 of its own, which has a journal, rather than where temporary files are. */
  readonly ownDisk: boolean;
}

export async function openContestant(name: ContestantName, ground: Ground): Promise<Contestant> {
  const contestant = name === "podman" ? await openPodman() : await openDaemon(name, ground);
  await succeed(contestant.command(["load"]), { env: contestant.env, input: busyboxArchive() });
  return contestant;
}

async function openDaemon(name: Exclude<ContestantName, "podman">, ground: Ground): Promise<Contestant> {
  const kind = name === "gantry" ? "gantry" : "dockerd";
  const config = name === "dockerd-image-store" ? { features: { "containerd-snapshotter": true } } : {};
  const engine = await Engine.create({ kind, config, wrapper: (cgroup) => countedIn(cgroup, "daemon") });
  if (ground.ownDisk) await new Disk(engine).mount();
  await engine.up();
  engine.linkPlugins();
  const { namespace, cgroup } = engine;
  const client = kind === "gantry" ? gantryExecutable() : dockerClient();
  return {
    name,
    namespace,
    cgroup,
    daemons: processesOf(engine.paths.folder),
    helper: kind === "gantry" ? "gantry-shim" : "containerd-shim",
    command: (args) => namespace.argv(...countedIn(cgroup, "client"), client, ...args),
    withSocket: (use) => use(engine.paths.socket),
    env: engine.clientEnvironment,
    mark: engine.paths.folder,
    close: () => engine.close(),
  };
}

async function openPodman(): Promise<Contestant> {
  const namespace = await Namespace.open();
  // Podman's crun refuses a hybrid cgroup layout: it gets to see the v1 part only. (Not mounted: nothing to hide.)
  await namespace.run(["umount", "-l", "/sys/fs/cgroup/unified"]);
  const folder = mkdtempSync(`${tmpdir()}/e-`);
  const cgroup = `/gt-${folder.slice(-6)}`;
  const roots = ["--root", `${folder}/data`, "--runroot", `${folder}/run`, "--tmpdir", `${folder}/tmp`];
  const networks = ["--network-backend", "netavark", "--network-config-dir", `${folder}/networks`];
  const program = ["podman", ...roots, ...networks, "--cgroup-manager", "cgroupfs"];
  // Without CAP_SYS_RESOURCE podman cannot raise the limits to its defaults.
  const ofRun = [
    "--cgroup-parent",
    cgroup,
    "--ulimit",
    "nofile=1024:1024",
    "--ulimit",
    "nproc=4096:4096",
    "--log-driver",
    "json-file",
  ];
  const podman: Contestant = {
    name: "podman",
    namespace,
    cgroup,
    daemons: [],
    helper: "conmon",
    command: ([verb, ...args]) => {
      const makes = verb === "run" || verb === "create";
      const words = makes ? [verb, ...ofRun, ...args] : [verb!, ...args];
      return namespace.argv(...countedIn(cgroup, "client"), ...program, ...words);
    },
    withSocket: (use) => withPodmanService({ namespace, program, folder }, use),
    env: { HOME: folder },
    mark: folder,
    close: async () => {
      await run(podman.command(["rm", "-af", "-t", "0"]), { env: podman.env, timeoutMs: 300_000 });
      await endProcessesOf(folder);
      await removeCgroupsOf(cgroup);
      await unmountBelow(namespace, folder);
      await namespace.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return podman;
}

interface PodmanParts {
  readonly namespace: Namespace;
  readonly program: readonly string[];
  readonly folder: string;
}

async function withPodmanService<T>(parts: PodmanParts, use: (socket: string) => Promise<T>): Promise<T> {
  const socket = `${parts.folder}/service.sock`;
  const argv = parts.namespace.argv(...parts.program, "system", "service", "--time", "0", `unix://${socket}`);
  const service = spawn(argv[0]!, argv.slice(1), { stdio: "ignore", env: { ...process.env, HOME: parts.folder } });
  try {
    return await use(socket);
  } finally {
    const ended = new Promise((resolve) => service.once("exit", resolve));
    service.kill("SIGTERM");
    await ended;
    rmSync(socket, { force: true });
  }
}

/** Runs a client command that has to succeed; its standard output, trimmed. */
export async function client(
  contestant: Contestant,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  return (await succeed(contestant.command(args), { timeoutMs: 300_000, ...options, env: contestant.env })).trim();
}

export interface Cost {
  /** Of client, engine, containers and helpers, until 0.2 s after the client's end. */
  readonly cpuMs: number;
  readonly clientCpuMs: number;
  readonly wallMs: number;
  readonly result: Result;
}

/** What one client command costs. */
export async function costOf(contestant: Contestant, args: readonly string[]): Promise<Cost> {
  const command = contestant.command(args);
  const before = { all: cpuMsOf(contestant.cgroup), client: cpuMsOf(`${contestant.cgroup}/client`) };
  const begin = performance.now();
  const result = await run(command, { env: contestant.env });
  const wallMs = performance.now() - begin;
  if (result.code !== 0) throw new Error(`${command.join(" ")}: exit ${result.code}\n${result.stderr}`);
  await Bun.sleep(200);
  return {
    cpuMs: cpuMsOf(contestant.cgroup) - before.all,
    clientCpuMs: cpuMsOf(`${contestant.cgroup}/client`) - before.client,
    wallMs,
    result,
  };
}
