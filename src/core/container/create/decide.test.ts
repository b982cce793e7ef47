import { describe, expect, test } from "bun:test";
import type { ContainerCreateRequest } from "#api/types.gen.ts";
import { digestOf } from "#base/digest-of.ts";
import { isEngineError } from "#base/errors.ts";
import { allCapabilities } from "../oci-spec/capabilities.ts";
import { parentIsNoSlice } from "../oci-spec/cgroups-path.ts";
import { emptyEndpoint } from "../views/network-view.ts";
import { checkCreateRequest, completeCreate } from "./decide.ts";
import answers from "./docker-answers.json";
import { emptyConfig, emptyHostConfig } from "./empty-config.ts";
import type { CreateFacts } from "./facts.ts";

/** The machine on which dockerd 28.5.2 gave the answers: 2 processors, cgroup v1 without blkio weights. */
const facts: CreateFacts = {
  cpuCount: 2,
  cpus: "0-1",
  memoryNodes: "0",
  cgroups: {
    memory: true,
    swap: true,
    memoryReservation: true,
    memorySwappiness: true,
    oomKillDisable: true,
    pids: true,
    cpuCfs: true,
    cpuShares: true,
    cpuset: true,
    blkioWeight: false,
    blkioWeightDevice: false,
    blkioThrottle: true,
  },
  cgroupVersion: 1,
  cgroupDriver: "cgroupfs",
  ipv4Forwarding: true,
  hostname: "vm",
  runtimes: ["crun", "runc"],
  defaultRuntime: "runc",
  capabilities: allCapabilities,
  shmSizeBytes: 67108864,
  ipcMode: "private",
  cgroupnsMode: "host",
  dataRoot: "/data",
  logDriver: "json-file",
  logOptions: {},
  donor: () => undefined,
  mountedImage: digestOf,
  newVolumeName: () => "e".repeat(64),
  containerId: (ref) => (ref === "known" ? "f".repeat(64) : undefined),
  pathExists: (path) => path === "/tmp",
};

const image = { Cmd: ["sh"], Env: ["PATH=/bin"] };

interface Fields {
  readonly HostConfig?: object | null;
  readonly NetworkingConfig?: { readonly EndpointsConfig: Readonly<Record<string, object | null>> } | null;
  readonly [field: string]: unknown;
}

/** A request as the decoder gives it: Go's zero values for what is not said. */
function requestOf(fields: Fields): ContainerCreateRequest {
  const endpoints = fields.NetworkingConfig?.EndpointsConfig;
  const filled = Object.entries(endpoints ?? {}).map(([name, value]) => [
    name,
    value && { ...emptyEndpoint, ...value },
  ]);
  const host = { ...emptyHostConfig, ...fields.HostConfig };
  return {
    ...emptyConfig,
    Image: "busybox",
    Cmd: ["sleep", "1000"],
    ...fields,
    HostConfig: {
      ...host,
      RestartPolicy: { ...emptyHostConfig.RestartPolicy, ...host.RestartPolicy },
      LogConfig: { ...emptyHostConfig.LogConfig, ...host.LogConfig },
    },
    NetworkingConfig: endpoints === undefined ? null : { EndpointsConfig: Object.fromEntries(filled) },
  } as ContainerCreateRequest;
}

function decide(fields: Fields, changed: Partial<CreateFacts> = {}) {
  const all = { ...facts, ...changed };
  return completeCreate(checkCreateRequest(requestOf(fields), all), { id: "a".repeat(64), image }, all);
}

function answerOf(fields: Fields): string {
  try {
    return `201 ${decide(fields).warnings.join(" | ")}`;
  } catch (error) {
    if (!isEngineError(error)) throw error;
    const status = { "invalid-argument": 400, system: 500, "not-implemented": 501 }[error.kind as string];
    return `${status ?? error.kind} ${error.message}`;
  }
}

/** Where Docker takes what does not act yet, or what is better refused at once. */
const differences: Readonly<Record<string, string>> = {
  '{"HostConfig":{"IpcMode":"container:"}}': "400 invalid IPC mode: container:",
  // Names of volumes are looked at by their drivers, after this.
  '{"HostConfig":{"Binds":["../a:/b"]}}': "201 ",
  '{"HostConfig":{"Binds":["a/b:/c"]}}': "201 ",
  '{"HostConfig":{"Binds":["~x:/a"]}}': "201 ",
  '{"HostConfig":{"SecurityOpt":["writable-cgroups=true"]}}':
    "501 not supported: HostConfig.SecurityOpt writable-cgroups",
  // Links are looked up among the containers, after this.
  '{"HostConfig":{"Links":["nosuch:x"]}}': "201 ",
  '{"HostConfig":{"Links":["a:b:c"]}}': "201 ",
  // As the overlay2 driver says it; the store that gave the answers does not look at these options.
  '{"HostConfig":{"StorageOpt":{"size":"1g"}}}':
    "500 --storage-opt is supported only for overlay over xfs with 'pquota' mount option",
  '{"HostConfig":{"StorageOpt":{"x":"1g"}}}': "500 Unknown option x",
};

describe("requests are answered as dockerd 28.5 answered them", () => {
  for (const { request, status, message, warnings } of answers as Array<{
    request: Fields;
    status: number;
    message?: string;
    warnings?: string[];
  }>) {
    const key = JSON.stringify(request);
    const want = differences[key] ?? (status === 201 ? `201 ${(warnings ?? []).join(" | ")}` : `${status} ${message}`);
    test(key.slice(0, 100), () => {
      expect(answerOf(request)).toBe(want);
    });
  }
});

describe("what is kept", () => {
  test("defaults are filled in as moby fills them in", () => {
    const { config, hostConfig, path, args, mounts } = decide({});
    expect(config).toMatchObject({ Hostname: "a".repeat(12), Env: ["PATH=/bin"], Labels: {}, Cmd: ["sleep", "1000"] });
    expect({ path, args, mounts }).toEqual({ path: "sleep", args: ["1000"], mounts: [] });
    expect(hostConfig).toMatchObject({
      NetworkMode: "bridge",
      RestartPolicy: { Name: "no", MaximumRetryCount: 0 },
      LogConfig: { Type: "json-file", Config: {} },
      IpcMode: "private",
      CgroupnsMode: "host",
      ShmSize: 67108864,
      OomKillDisable: false,
      Runtime: "runc",
    });
    expect(hostConfig.MaskedPaths).toHaveLength(12);
  });

  test("privileged, limits, joined namespaces", () => {
    expect(decide({ HostConfig: { Privileged: true } }).hostConfig).toMatchObject({
      SecurityOpt: ["label=disable"],
      MaskedPaths: null,
      ReadonlyPaths: null,
    });
    expect(decide({ HostConfig: { Memory: 67108864 } }).hostConfig.MemorySwap).toBe(134217728);
    expect(decide({ HostConfig: { MemorySwappiness: -1 } }).hostConfig.MemorySwappiness).toBeNull();
    expect(decide({ HostConfig: { BlkioWeight: 500 } }).hostConfig.BlkioWeight).toBe(0);
    expect(decide({ HostConfig: { PidMode: "container:known" } }).hostConfig.PidMode).toBe(
      `container:${"f".repeat(64)}`,
    );
    expect(decide({ HostConfig: { NetworkMode: "host" } }).config.Hostname).toBe("vm");
    expect(decide({ WorkingDir: "/a/../b//c/" }).config.WorkingDir).toBe("/b/c");
  });

  test("a MAC address goes to the endpoint of its network", () => {
    const { networkingConfig } = decide({ MacAddress: "02:42:ac:11:00:09" });
    expect(networkingConfig.EndpointsConfig?.["bridge"]?.MacAddress).toBe("02:42:ac:11:00:09");
  });

  test("mount points as inspect shows them", () => {
    const Binds = ["/tmp/../tmp/:/y/", "/var:/b:ro,z"];
    const Mounts = [{ Type: "tmpfs", Target: "/t", ReadOnly: true }];
    expect(decide({ HostConfig: { Binds, Mounts } }).mounts.map(({ point }) => point)).toEqual([
      { Type: "bind", Source: "/tmp", Destination: "/y", Mode: "", RW: true, Propagation: "rprivate" },
      { Type: "bind", Source: "/var", Destination: "/b", Mode: "ro,z", RW: false, Propagation: "rprivate" },
      { Type: "tmpfs", Source: "", Destination: "/t", Mode: "", RW: false, Propagation: "" },
    ]);
  });

  test("mount points of odd requests: shown as Docker shows them by the views", () => {
    const Binds = ["/anonymous", "/tmp/../tmp:/x/../y"];
    const points = decide({ Volumes: { relative: {} }, HostConfig: { Binds } }, { dataRoot: "/tmp/data" }).mounts;
    expect(points.map(({ point }) => [point.Name, point.Destination, point.Propagation])).toEqual([
      ["e".repeat(64), "/anonymous", ""],
      [undefined, "/y", "rprivate"],
      ["e".repeat(64), "/relative", ""],
    ]);
  });

  test("under systemd a parent of cgroups is a slice", () => {
    const decideFor = (CgroupParent: string) => () =>
      decide({ HostConfig: { CgroupParent } }, { cgroupDriver: "systemd" });
    for (const parent of ["", "a.slice", "a-b.slice"]) expect(decideFor(parent)).not.toThrow();
    for (const parent of ["/x", ".slice", "a.slice/b"]) expect(decideFor(parent)).toThrow(parentIsNoSlice);
    expect(() => decide({ HostConfig: { CgroupParent: "/x" } })).not.toThrow();
  });

  test("kernels without a limit discard it and say so", () => {
    const cgroups = { ...facts.cgroups, swap: false, pids: false, oomKillDisable: false };
    const { hostConfig, warnings } = decide({ HostConfig: { Memory: 67108864, PidsLimit: 5 } }, { cgroups });
    expect(hostConfig).toMatchObject({ MemorySwap: -1, PidsLimit: null, OomKillDisable: null });
    expect(warnings).toEqual([
      "Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.",
      "Your kernel does not support PIDs limit capabilities or the cgroup is not mounted. PIDs limit discarded.",
    ]);
  });

  test("huge ranges are refused before they are spread out (CVE-2018-20699)", () => {
    expect(() => decide({ HostConfig: { CpusetCpus: "1-9999999999" } })).toThrow("value of out range, maximum is 8192");
  });
});
