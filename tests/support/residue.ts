import { readdirSync, readFileSync, readlinkSync, rmdirSync } from "node:fs";
import { eventually } from "./eventually.ts";
import type { Namespace } from "./namespace.ts";

/** What of an engine is looked at once it has ended. */
interface EndedEngine {
  readonly paths: { readonly folder: string; readonly dataRoot: string };
  readonly namespace: Namespace;
  readonly cgroup: string;
}

/** Pids of the processes that have `text` in their command line, in their program's path, or in their environment. */
export function processesOf(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => marksOf(pid).includes(text));
}

function marksOf(pid: number): string {
  return `${contents(`/proc/${pid}/cmdline`)}\n${contents(`/proc/${pid}/environ`)}\n${programOf(pid)}`;
}

/** Empty for a process that has ended. */
function programOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return "";
  }
}

/** How the names of this run's cgroups begin, so that runs beside each other do not end each other's containers. */
export function cgroupPrefix(): string {
  return `/gt-${(process.env["GANTRY_TEST_RUN"] ?? "").slice(-6)}-`;
}

/** Where the cgroup hierarchies of this machine are mounted. */
export function cgroupHierarchies(): string[] {
  return contents("/proc/self/mounts")
    .split("\n")
    .filter((line) => / cgroup2? /.test(line))
    .map((line) => line.split(" ")[1]!);
}

/** Folders of all cgroup hierarchies whose path has the engine's cgroup in it, innermost first. */
export function cgroupsOf(cgroup: string): string[] {
  const near = cgroupHierarchies().flatMap((root) => foldersBelow(root, 3));
  const found = near.filter((folder) => folder.includes(cgroup));
  const all = new Set(found.flatMap((folder) => [folder, ...foldersBelow(folder, Number.POSITIVE_INFINITY)]));
  return [...all].sort((a, b) => b.length - a.length);
}

function foldersBelow(folder: string, depth: number): string[] {
  if (depth === 0) return [];
  return entriesOf(folder).flatMap((name) => [`${folder}/${name}`, ...foldersBelow(`${folder}/${name}`, depth - 1)]);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function contents(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

/** Mounts below the folder, as the namespace sees them, innermost last. */
export function mountsBelow(namespace: Namespace, folder: string): string[] {
  const points = contents(`/proc/${namespace.pid}/mounts`).split("\n");
  return points.map((line) => line.split(" ")[1] ?? "").filter((point) => point.startsWith(`${folder}/`));
}

/** Interfaces of the namespace, by name. */
export async function interfacesOf(namespace: Namespace): Promise<string[]> {
  const { stdout } = await namespace.run(["ls", "-1", "/proc/self/net/dev_snmp6"]);
  return stdout.split("\n").filter(Boolean);
}

/**
 * Lines that name what an ended engine without containers left: processes, mounts, cgroups, veths. (Its bridge and its
 * firewall tables stay for the next start, and go with the namespace.)
 */
export async function engineResidue(engine: EndedEngine): Promise<string[]> {
  let left: string[] = [];
  try {
    await eventually(
      "nothing left over",
      async () => {
        left = await residueNow(engine);
        return left.length === 0;
      },
      { withinMs: 5_000 },
    );
  } catch {
    return left;
  }
  return [];
}

async function residueNow({ paths, namespace, cgroup }: EndedEngine): Promise<string[]> {
  const processes = processesOf(paths.folder).map((pid) => `process ${pid}: ${commandLine(pid)}`);
  // A test may have mounted a disk of its own as the data root.
  const points = mountsBelow(namespace, paths.folder).filter((point) => point !== paths.dataRoot);
  const mounts = points.map((point) => `mount ${point}`);
  // Containers' cgroups have ids for names; those of a benchmark are its own.
  const groups = cgroupsOf(`${cgroup}/`).filter((folder) => !/\/(?:client|daemon)$/.test(folder));
  const cgroups = groups.map((folder) => `cgroup ${folder}`);
  const veths = (await interfacesOf(namespace)).filter((name) => /^veth/.test(name)).map((name) => `interface ${name}`);
  return [...processes, ...mounts, ...cgroups, ...veths];
}

function commandLine(pid: number): string {
  return contents(`/proc/${pid}/cmdline`).replaceAll("\0", " ").slice(0, 200);
}

/** Kills what still runs of the engine. */
export async function endProcessesOf(text: string): Promise<void> {
  for (const pid of processesOf(text)) kill(pid);
  await eventually("killed processes are gone", () => processesOf(text).length === 0);
}

/** Kills what runs in the engine's cgroups and removes them. */
export async function removeCgroupsOf(cgroup: string): Promise<void> {
  await eventually("cgroups are gone", () => {
    const folders = cgroupsOf(cgroup);
    for (const folder of folders) {
      for (const pid of contents(`${folder}/cgroup.procs`).split("\n").filter(Boolean)) kill(Number(pid));
      try {
        rmdirSync(folder);
      } catch {
        // It still has a process that is about to end: the next round tries again.
      }
    }
    return folders.length === 0;
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

/** Unmounts what an engine left mounted below its folder. */
export async function unmountBelow(namespace: Namespace, folder: string): Promise<void> {
  for (const point of mountsBelow(namespace, folder).reverse()) await namespace.run(["umount", "-l", point]);
}
