import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunOperation } from "#core/build/run-operation.ts";
import type { BuildSession } from "#core/build/session.ts";
import { crun } from "#drivers/runtime/oci/test-bench.ts";
import type { EngineSettings } from "#engine/settings.ts";

export const cgroupVersion = existsSync("/sys/fs/cgroup/cgroup.controllers") ? 2 : 1;

/** A step with nothing special. */
export function operation(args: readonly string[]): RunOperation {
  return {
    kind: "run",
    root: "scratch",
    args,
    env: ["PATH=/bin"],
    cwd: "/",
    user: "",
    network: "default",
    security: "sandbox",
    mounts: [],
    devices: [],
    limits: { extraHosts: [], ulimits: [] },
    proxyEnv: [],
  };
}

export function missingInput(): never {
  throw new TypeError("the step has no such input");
}

export function sessionOf(given: Partial<BuildSession> = {}): BuildSession {
  const none = (): never => {
    throw new TypeError("the session was not to be asked for this");
  };
  return {
    gone: new AbortController().signal,
    localFiles: none,
    secret: none,
    hasSshAgent: none,
    openSshAgent: none,
    registryCredentials: none,
    upload: none,
    receiveFile: none,
    receiveTree: none,
    ...given,
  };
}

/** A busybox tree with two users. */
export function makeBase(base: string): void {
  for (const name of ["bin", "etc"]) mkdirSync(join(base, name), { recursive: true });
  copyFileSync("/bin/busybox", join(base, "bin/busybox"));
  for (const name of ["sh", ...applets]) symlinkSync("busybox", join(base, "bin", name));
  writeFileSync(join(base, "etc/passwd"), "root:x:0:0::/root:/bin/sh\nuser:x:82:82::/home/user:/bin/sh\n");
  writeFileSync(join(base, "etc/group"), "root:x:0:\nstaff:x:900:user\n");
}

const applets =
  "cat cp cut dd df env false grep head hostname id kill ln ls mkdir mv nc rm rmdir sed sleep stat touch true wc yes".split(
    " ",
  );

/** An engine's settings as nobody has changed them. */
export function settingsIn(directory: string): EngineSettings {
  return {
    dataRoot: directory,
    execRoot: directory,
    runtimes: [crun],
    defaultRuntime: "crun",
    cgroupDriver: "cgroupfs",
    cgroupParent: "",
    logDriver: "json-file",
    logOptions: {},
    liveRestore: false,
    initByDefault: false,
    initPath: "",
    shmSizeBytes: 64 * 1024 * 1024,
    ulimits: [],
    ipcMode: "private",
    cgroupnsMode: cgroupVersion === 1 ? "host" : "private",
    noNewPrivileges: false,
    dns: [],
    dnsSearch: [],
    dnsOptions: [],
    shutdownTimeoutS: 15,
    stopTimeoutS: 10,
  };
}
