import { gantryExecutable, peersFolder } from "./peers.ts";

/** Engines that the tests run against: ours, and the one that says what is right. */
export type EngineKind = "gantry" | "dockerd";

/** The kind that `ENGINE` names; `gantry` where it names none. */
export function kindUnderTest(): EngineKind {
  const kind = process.env["ENGINE"] ?? "gantry";
  if (kind !== "gantry" && kind !== "dockerd") throw new RangeError(`ENGINE: gantry or dockerd, not ${kind}`);
  return kind;
}

/** Where an engine keeps what it has: folders and files of its own under one folder. */
export interface EnginePaths {
  readonly folder: string;
  readonly socket: string;
  readonly dataRoot: string;
  readonly execRoot: string;
  readonly pidFile: string;
  readonly configFile: string;
}

export function enginePaths(folder: string): EnginePaths {
  return {
    folder,
    socket: `${folder}/s.sock`,
    dataRoot: `${folder}/data`,
    execRoot: `${folder}/exec`,
    pidFile: `${folder}/pid`,
    configFile: `${folder}/daemon.json`,
  };
}

/** The program of the kind with the flags that keep it inside its folder. Both kinds take the same ones. */
export function engineArgv(kind: EngineKind, paths: EnginePaths): string[] {
  const program = kind === "gantry" ? [gantryExecutable(), "daemon"] : [`${peersFolder()}/usr/sbin/dockerd`];
  const roots = ["--data-root", paths.dataRoot, "--exec-root", paths.execRoot, "--pidfile", paths.pidFile];
  return [...program, "-H", `unix://${paths.socket}`, ...roots, "--config-file", paths.configFile];
}

/** dockerd finds containerd, its shim and docker-init by PATH. */
export function engineEnvironment(kind: EngineKind, folder: string): Record<string, string> {
  const path = process.env["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin";
  const peers = kind === "dockerd" ? `${peersFolder()}/usr/bin:${peersFolder()}/usr/sbin:` : "";
  return { HOME: folder, PATH: `${peers}${path}` };
}
