import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import { nowNs } from "#base/time.ts";
import { FakeDevices } from "#core/devices/fake.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import { EventLog } from "../events/event-log.ts";
import type { EngineSettings } from "../settings.ts";
import { loadEngineId } from "./engine-id.ts";
import { readHostFacts } from "./host-facts.ts";
import { parseRuntimeVersion, runtimeVersions } from "./runtime-version.ts";
import type { SystemFacts } from "./system-facts.ts";
import { openSystem } from "./system-service.ts";

const op = backgroundOp();

const settings: EngineSettings = {
  dataRoot: "/var/lib/gantry",
  execRoot: "/run/gantry",
  runtimes: [
    { name: "other", path: "/opt/other", args: ["--debug"] },
    { name: "runc", path: "/usr/bin/crun", args: [] },
  ],
  defaultRuntime: "runc",
  cgroupDriver: "cgroupfs",
  cgroupParent: "",
  logDriver: "json-file",
  logOptions: {},
  liveRestore: true,
  initByDefault: false,
  initPath: "",
  shmSizeBytes: 64 << 20,
  ulimits: [],
  ipcMode: "private",
  cgroupnsMode: "host",
  noNewPrivileges: false,
  dns: [],
  dnsSearch: [],
  dnsOptions: [],
  shutdownTimeoutS: 15,
  stopTimeoutS: 10,
};

function facts(changes: Partial<SystemFacts> = {}): SystemFacts {
  return {
    engineId: "d76b4b37-ffaa-4889-a15f-9104941622dc",
    program: { version: "0.1.0", gitCommit: "abc", buildTime: "2026-01-01T00:00:00Z", languageRuntime: "bun1.4.5" },
    settings,
    daemon: {
      labels: ["a=b"],
      debug: false,
      experimental: false,
      openApiUrls: [],
      seccompProfile: "builtin",
      minApiVersion: "1.24",
      registries: { mirrors: [], insecure: [], httpProxy: "", httpsProxy: "", noProxy: "" },
    },
    host: readHostFacts(),
    drivers: { volume: ["local"], network: ["bridge", "host", "null"], log: ["json-file"] },
    runtimeVersions: new Map([["runc", { version: "1.8.1", commit: "f8a0" }]]),
    storageDriver: "overlayfs",
    firewallDriver: "nftables",
    events: new EventLog(),
    counts: () => ({ running: 1, paused: 2, stopped: 3, images: 4 }),
    usage: {
      containers: async () => [],
      images: async () => [],
      volumes: async () => [],
      buildCache: () => [],
      imageBytes: async () => 0,
      imageHistory: () => undefined,
    },
    warnings: () => [],
    devices: new FakeDevices({}),
    ...changes,
  };
}

test("info has the fields of Docker 28.5, but for those of containerd", async () => {
  const info = await openSystem(facts()).info(op);
  const names =
    "ID Containers ContainersRunning ContainersPaused ContainersStopped Images Driver DriverStatus Plugins MemoryLimit SwapLimit CpuCfsPeriod CpuCfsQuota CPUShares CPUSet PidsLimit IPv4Forwarding Debug NFd OomKillDisable NGoroutines SystemTime LoggingDriver CgroupDriver CgroupVersion NEventsListener KernelVersion OperatingSystem OSVersion OSType Architecture IndexServerAddress RegistryConfig NCPU MemTotal GenericResources DockerRootDir HttpProxy HttpsProxy NoProxy Name Labels ExperimentalBuild ServerVersion Runtimes DefaultRuntime Swarm LiveRestoreEnabled Isolation InitBinary ContainerdCommit RuncCommit InitCommit SecurityOptions FirewallBackend CDISpecDirs Warnings";
  expect(
    Object.keys(info)
      .filter((name) => name !== "KernelMemoryTCP")
      .sort(),
  ).toEqual(names.split(" ").sort());
  expect(info).toMatchObject({
    Containers: 6,
    ContainersPaused: 2,
    Images: 4,
    Driver: "overlayfs",
    Labels: ["a=b"],
    LiveRestoreEnabled: true,
    SecurityOptions: ["name=seccomp,profile=builtin"],
    RuncCommit: { ID: "f8a0" },
    Runtimes: { other: { path: "/opt/other", runtimeArgs: ["--debug"] }, runc: { path: "/usr/bin/crun" } },
  });
  expect(Object.keys(info.Runtimes ?? {})).toEqual(["other", "runc"]);
  expect(info.MemTotal).toBeGreaterThan(1 << 20);
  expect(info.NFd).toBeGreaterThan(2);
});

test("what is dangerous or missing is warned about", async () => {
  const daemon = { ...facts().daemon, openApiUrls: ["http://0.0.0.0:2375"], seccompProfile: "unconfined" };
  const { Warnings } = await openSystem(facts({ daemon, warnings: () => ["WARNING: forwarding is dropped"] })).info(op);
  expect(Warnings?.[0]).toStartWith(
    "[DEPRECATION NOTICE]: API is accessible on http://0.0.0.0:2375 without encryption.",
  );
  expect(Warnings).toContain("WARNING: daemon is not using the default seccomp profile");
  expect(Warnings?.at(-1)).toBe("WARNING: forwarding is dropped");
});

test("registries as dockerd tells of them", async () => {
  const registries = {
    mirrors: ["https://m.example/"],
    insecure: ["10.1.0.0/16", "http://reg.example:5000"],
    httpProxy: "http://xxxxx:xxxxx@proxy:3128",
    httpsProxy: "",
    noProxy: "localhost",
  };
  const info = await openSystem(facts({ daemon: { ...facts().daemon, registries } })).info(op);
  expect(info).toMatchObject({ HttpProxy: "http://xxxxx:xxxxx@proxy:3128", HttpsProxy: "", NoProxy: "localhost" });
  expect(info.RegistryConfig).toEqual({
    IndexConfigs: {
      "docker.io": { Mirrors: ["https://m.example/"], Name: "docker.io", Official: true, Secure: true },
      "reg.example:5000": { Mirrors: [], Name: "reg.example:5000", Official: false, Secure: false },
    },
    InsecureRegistryCIDRs: ["10.1.0.0/16", "::1/128", "127.0.0.0/8"],
    Mirrors: ["https://m.example/"],
  });
});

test("version names the components", () => {
  const version = openSystem(facts()).version();
  expect(version.Components?.map(({ Name, Version }) => [Name, Version])).toEqual([
    ["Engine", "0.1.0"],
    ["crun", "1.8.1"],
    ["gantry-shim", "0.1.0"],
  ]);
  expect(version).toMatchObject({
    ApiVersion: "1.51",
    MinAPIVersion: "1.24",
    Os: "linux",
    Platform: { Name: "Gantry" },
  });
  expect("Experimental" in version).toBe(false);
});

test("events are filtered and written as messages", async () => {
  const { events, ...rest } = facts();
  const system = openSystem({ ...rest, events });
  events.emit({ type: "volume", action: "create", actorId: "v1", attributes: { driver: "local" } });
  events.emit({ type: "network", action: "create", actorId: "n1", attributes: {} });
  const seen: unknown[] = [];
  const filters = new Map([["type", new Set(["volume"])]]);
  await system.events(op, { untilNs: nowNs(), filters }, ({ Actor }) => seen.push(Actor));
  expect(seen).toEqual([{ ID: "v1", Attributes: { driver: "local" } }]);
});

test("the engine's id stays", async () => {
  const store = new MemoryRecordStore();
  const id = await loadEngineId(op, store);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(await loadEngineId(op, store)).toBe(id);
});

test("versions of runtimes are read from what they print", () => {
  expect(parseRuntimeVersion("crun version 1.8.1\ncommit: f8a0\nrundir: /run/crun\nspec: 1.0.0\n")).toEqual({
    version: "1.8.1",
    commit: "f8a0",
  });
  expect(parseRuntimeVersion("runc version 1.1.5+ds1\ncommit: 1.1.5+ds1-1\nspec: 1.0.2-dev\n")?.version).toBe(
    "1.1.5+ds1",
  );
  expect(parseRuntimeVersion("something else")).toBeUndefined();
});

test("a runtime that is not there has no version", async () => {
  const found = await runtimeVersions(op, [
    { name: "none", path: "/nonexistent/runtime", args: [] },
    { name: "mute", path: "true", args: [] },
  ]);
  expect(found.size).toBe(0);
});
