import { expect, test } from "bun:test";
import type { CgroupDriver } from "../../container/oci-spec/cgroups-path.ts";
import { noDevices } from "../../container/oci-spec/input.ts";
import { testInput } from "../../container/oci-spec/test-input.ts";
import type { RunOperation } from "../run-operation.ts";
import { stepHostConfig, stepSpec } from "./step-spec.ts";

const plain: RunOperation = {
  kind: "run",
  root: "scratch",
  args: ["/bin/sh", "-c", "true"],
  env: [],
  cwd: "/srv",
  user: "",
  network: "default",
  security: "sandbox",
  mounts: [],
  devices: [],
  limits: { extraHosts: [], ulimits: [] },
  proxyEnv: [],
};

function specOf(change: Partial<RunOperation>, driver: CgroupDriver = "cgroupfs") {
  const { id, user, seccomp, host, daemon } = testInput();
  const operation = { ...plain, ...change };
  const hostConfig = stepHostConfig(operation, { shmSizeBytes: 67108864, cgroupnsMode: "private" });
  const strict = {
    ...daemon,
    cgroupDriver: driver,
    noNewPrivileges: true,
    initByDefault: true,
    ulimits: [{ Name: "core", Soft: 1, Hard: 1 }],
  };
  const mounts = [{ destination: "/etc/hosts", type: "bind", source: "rootfs:hosts", options: ["bind", "ro"] }];
  const facts = {
    id,
    operation,
    hostConfig,
    user,
    seccomp,
    host,
    mounts,
    environment: ["A=b"],
    ownNetwork: true,
    devices: noDevices,
  };
  return stepSpec({ ...facts, daemon: strict });
}

test("a step has a container's surroundings, but none of what the daemon adds to containers", () => {
  const spec = specOf({});
  expect(spec.hostname).toBe("buildkitsandbox");
  expect(spec.process).toMatchObject({ args: ["/bin/sh", "-c", "true"], cwd: "/srv", env: ["A=b"] });
  expect(spec.process.rlimits).toBeUndefined();
  expect(spec.process.noNewPrivileges).toBeUndefined();
  expect(spec.process.capabilities?.bounding).toHaveLength(14);
  expect(spec.linux.sysctl).toBeUndefined();
  expect(spec.linux.maskedPaths).toContain("/proc/kcore");
  expect(spec.linux.namespaces.map(({ type }) => type)).toEqual(["mount", "network", "uts", "pid", "ipc", "cgroup"]);
  expect(spec.linux.cgroupsPath).toStartWith("/docker/");
  expect(spec.mounts.map(({ destination }) => destination)).toEqual([
    ...["/proc", "/dev", "/dev/pts", "/sys", "/sys/fs/cgroup", "/dev/mqueue", "/dev/shm", "/etc/hosts"],
  ]);
});

test("its limits are those of the build", () => {
  const limits = {
    extraHosts: [],
    ulimits: [{ name: "nofile", soft: 10, hard: 20 }],
    shmSizeBytes: 4096,
    cgroupParent: "/parent",
    ...{
      memoryBytes: 100,
      memorySwapBytes: 200,
      cpuShares: 3,
      cpuPeriod: 4,
      cpuQuota: 5,
      cpusetCpus: "0",
      cpusetMems: "0",
    },
  };
  const spec = specOf({ limits, hostname: "named" });
  expect(spec.hostname).toBe("named");
  expect(spec.linux.cgroupsPath).toStartWith("/parent/");
  expect(spec.linux.resources).toMatchObject({
    memory: { limit: 100, swap: 200 },
    cpu: { shares: 3, period: 4, quota: 5, cpus: "0", mems: "0" },
  });
  expect(JSON.stringify(spec.process.rlimits)).toBe('[{"type":"RLIMIT_NOFILE","hard":20,"soft":10}]');
  expect(spec.mounts.find(({ destination }) => destination === "/dev/shm")?.options).toContain("size=4096");
});

test("systemd takes slices alone", () => {
  const limits = { extraHosts: [], ulimits: [], cgroupParent: "/parent" };
  expect(() => specOf({ limits }, "systemd")).toThrow("valid slice");
  const spec = specOf({ limits: { ...limits, cgroupParent: "own.slice" } }, "systemd");
  expect(spec.linux.cgroupsPath).toStartWith("own.slice:docker:");
});

test("an insecure one has all that a privileged container has", () => {
  const spec = specOf({ security: "insecure" });
  expect(spec.process.capabilities?.bounding).toContain("CAP_SYS_ADMIN");
  expect(spec.linux.maskedPaths).toBeUndefined();
  expect(spec.linux.devices).toContainEqual(expect.objectContaining({ path: "/dev/full" }));
  expect(spec.linux.resources.devices).toEqual([{ allow: true, access: "rwm" }]);
});
