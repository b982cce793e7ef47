import { describe, expect, test } from "bun:test";
import type { OciSpec } from "#formats/oci/runtime-spec.ts";
import { buildOciSpec } from "./build.ts";
import { defaultCapabilities } from "./capabilities.ts";
import { cgroupsPathOf } from "./cgroups-path.ts";
import { noDevices } from "./input.ts";
import { testInput } from "./test-input.ts";

function mountAt(spec: OciSpec, destination: string) {
  return spec.mounts.find((mount) => mount.destination === destination);
}

/** The expected values are what dockerd 28.5 wrote into config.json for the same requests. */
describe("as dockerd 28.5", () => {
  test("defaults", () => {
    const spec = buildOciSpec(testInput());
    expect(spec.process).toEqual({
      user: { uid: 0, gid: 0, additionalGids: [0] },
      args: ["sleep", "1000"],
      env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=bcc22ae2fb2d", "HOME=/root"],
      cwd: "/",
      capabilities: { bounding: defaultCapabilities, effective: defaultCapabilities, permitted: defaultCapabilities },
      oomScoreAdj: 0,
    });
    expect(spec.hostname).toBe("bcc22ae2fb2d");
    expect(spec.mounts.map((mount) => `${mount.destination} ${mount.type} ${mount.options.join()}`)).toEqual([
      "/proc proc nosuid,noexec,nodev",
      "/dev tmpfs nosuid,strictatime,mode=755,size=65536k",
      "/dev/pts devpts nosuid,noexec,newinstance,ptmxmode=0666,mode=0620,gid=5",
      "/sys sysfs nosuid,noexec,nodev,ro",
      "/sys/fs/cgroup cgroup ro,nosuid,noexec,nodev",
      "/dev/mqueue mqueue nosuid,noexec,nodev",
      "/dev/shm tmpfs nosuid,noexec,nodev,mode=1777,size=67108864",
      "/etc/resolv.conf bind rbind,rprivate",
      "/etc/hostname bind rbind,rprivate",
      "/etc/hosts bind rbind,rprivate",
    ]);
    expect(spec.linux.sysctl).toEqual({
      "net.ipv4.ip_unprivileged_port_start": "0",
      "net.ipv4.ping_group_range": "0 2147483647",
    });
    expect(spec.linux.namespaces.map((namespace) => namespace.type)).toEqual(["mount", "network", "uts", "pid", "ipc"]);
    expect(spec.linux.maskedPaths).toHaveLength(12);
    expect(spec.linux.readonlyPaths).toHaveLength(5);
    expect(spec.linux.resources.devices).toHaveLength(8);
    expect(spec.linux.cgroupsPath).toStartWith("/docker/bcc22ae2fb2d");
  });

  test("namespaces of the host", () => {
    const modes = { NetworkMode: "host", PidMode: "host", IpcMode: "host", UTSMode: "host" };
    const spec = buildOciSpec(testInput({}, modes, { namespaces: { network: undefined } }));
    expect(spec.linux.namespaces).toEqual([{ type: "mount" }]);
    expect(spec.hostname).toBeUndefined();
    expect(spec.process.env[1]).toBe("HOSTNAME=vm");
    expect(spec.linux.sysctl).toBeUndefined();
    expect(mountAt(spec, "/dev/shm")).toMatchObject({
      type: "bind",
      source: "/dev/shm",
      options: ["rbind", "rprivate"],
    });
  });

  test("namespaces of another container, and private ones", () => {
    const modes = {
      NetworkMode: "container:x",
      PidMode: "container:x",
      IpcMode: "container:x",
      CgroupnsMode: "private",
    };
    const namespaces = { network: "/proc/9/ns/net", pidOf: 9, ipcOf: 9 };
    const spec = buildOciSpec(testInput({}, modes, { namespaces }));
    expect(spec.linux.namespaces).toEqual([
      { type: "mount" },
      { type: "network", path: "/proc/9/ns/net" },
      { type: "uts" },
      { type: "pid", path: "/proc/9/ns/pid" },
      { type: "ipc", path: "/proc/9/ns/ipc" },
      { type: "cgroup" },
    ]);
    expect(spec.linux.sysctl).toBeUndefined();
    expect(mountAt(buildOciSpec(testInput({}, { IpcMode: "none" })), "/dev/shm")).toBeUndefined();
  });

  test("limits", () => {
    const spec = buildOciSpec(
      testInput(
        {},
        {
          Memory: 67108864,
          MemorySwap: 134217728,
          MemoryReservation: 33554432,
          NanoCpus: 1_500_000_000,
          PidsLimit: 50,
          CpuShares: 512,
          CpusetCpus: "0",
          OomScoreAdj: 100,
          ShmSize: 8388608,
        },
      ),
    );
    const { devices, ...resources } = spec.linux.resources;
    expect(resources).toEqual({
      memory: { limit: 67108864, reservation: 33554432, swap: 134217728 },
      cpu: { shares: 512, quota: 150000, period: 100000, cpus: "0" },
      pids: { limit: 50 },
    });
    expect(spec.process.oomScoreAdj).toBe(100);
    expect(mountAt(spec, "/dev/shm")?.options.at(-1)).toBe("size=8388608");
    // A new cgroup has none, and crun (1.8) does not take the -1 that dockerd writes.
    expect(buildOciSpec(testInput({}, { PidsLimit: -7 })).linux.resources.pids).toBeUndefined();
  });

  test("block devices are named by number", () => {
    const devices = { ...noDevices, blockDevices: new Map([["/dev/vda", { major: 254, minor: 0 }]]) };
    const limit = { BlkioDeviceReadBps: [{ Path: "/dev/vda", Rate: 500 }] };
    expect(buildOciSpec(testInput({}, limit, { devices })).linux.resources.blockIO).toEqual({
      throttleReadBpsDevice: [{ major: 254, minor: 0, rate: 500 }],
    });
    expect(() => buildOciSpec(testInput({}, limit))).toThrow("stat /dev/vda: no such file or directory");
  });

  test("privileged", () => {
    const spec = buildOciSpec(testInput({}, { Privileged: true, MaskedPaths: null, ReadonlyPaths: null }));
    expect(spec.process.capabilities?.bounding).toHaveLength(40);
    expect(spec.linux.maskedPaths).toBeUndefined();
    expect(spec.linux.readonlyPaths).toBeUndefined();
    expect(mountAt(spec, "/sys")?.options).toEqual(["nosuid", "noexec", "nodev"]);
    expect(mountAt(spec, "/sys/fs/cgroup")?.options).toEqual(["nosuid", "noexec", "nodev"]);
    expect(spec.linux.resources.devices).toEqual([{ allow: true, access: "rwm" }]);
    expect(spec.linux.devices?.map((device) => device.path)).toEqual(["/dev/full"]);
  });

  test("read-only root, user mounts over default ones", () => {
    const mounts = {
      mounts: [
        { destination: "/z/deep", type: "bind", source: "/tmp", options: ["rbind", "rprivate"] },
        { destination: "/dev/shm", type: "bind", source: "/tmp", options: ["rbind", "rprivate"] },
      ],
    };
    const spec = buildOciSpec(testInput({}, { ReadonlyRootfs: true }, { mounts }));
    expect(spec.root).toEqual({ path: "/run/rootfs", readonly: true });
    expect(spec.mounts.filter((mount) => mount.destination === "/dev/shm")).toHaveLength(1);
    expect(mountAt(spec, "/etc/hosts")?.options).toContain("ro");
    const dev = { mounts: [{ destination: "/dev", type: "bind", source: "/dev", options: ["rbind", "rprivate"] }] };
    const bound = buildOciSpec(testInput({}, {}, { mounts: dev })).mounts.map((mount) => mount.destination);
    expect(bound.filter((destination) => destination.startsWith("/dev"))).toEqual(["/dev"]);
  });

  test("environment", () => {
    const Env = ["PATH=/x:/bin", "HOSTNAME=y", "HOME=/h", "A", "B=", "TERM=z", "B=2"];
    const spec = buildOciSpec(testInput({ Env, Tty: true }));
    expect(spec.process.env).toEqual(["PATH=/x:/bin", "HOSTNAME=y", "TERM=z", "HOME=/h", "B=", "B=2"]);
    expect(buildOciSpec(testInput({ Env: ["TERM"], Tty: true })).process.env).not.toContain("TERM=xterm");
    expect(spec.process.terminal).toBe(true);
  });

  test("domain name and sysctls", () => {
    const Sysctls = { "kernel.msgmax": "4096", "net.ipv4.ip_unprivileged_port_start": "81" };
    expect(buildOciSpec(testInput({ Domainname: "ex.test" }, { Sysctls })).linux.sysctl).toEqual({
      "net.ipv4.ip_unprivileged_port_start": "81",
      "net.ipv4.ping_group_range": "0 2147483647",
      "kernel.domainname": "ex.test",
      "kernel.msgmax": "4096",
    });
  });

  test("capabilities added and dropped", () => {
    const bounding = (add: string[], drop: string[]) =>
      buildOciSpec(testInput({}, { CapAdd: add, CapDrop: drop })).process.capabilities?.bounding;
    expect(bounding(["NET_BIND_SERVICE"], ["ALL"])).toEqual(["CAP_NET_BIND_SERVICE"]);
    expect(bounding(["ALL"], ["CHOWN"])).toHaveLength(39);
    expect(bounding(["SYS_TIME", "sys_admin"], ["CHOWN", "CAP_NET_RAW"])?.slice(-2)).toEqual([
      "CAP_SYS_TIME",
      "CAP_SYS_ADMIN",
    ]);
    expect(() => bounding(["nosuch"], [])).toThrow('invalid CapAdd: unknown capability: "CAP_NOSUCH"');
    expect(() => bounding([], ["SYS_RESOURCE"])).toThrow(
      'invalid CapDrop: capability not supported by your kernel or not available in the current environment: "CAP_SYS_RESOURCE"',
    );
  });

  test("device rules", () => {
    const rules = buildOciSpec(testInput({}, { DeviceCgroupRules: ["c 10:237 rmw", "b 7:* r"] })).linux.resources
      .devices;
    expect(rules?.slice(-2)).toEqual([
      { allow: true, type: "c", major: 10, minor: 237, access: "rmw" },
      { allow: true, type: "b", major: 7, access: "r" },
    ]);
    expect(() => buildOciSpec(testInput({}, { DeviceCgroupRules: ["bad"] }))).toThrow(
      "invalid device cgroup rule format: 'bad'",
    );
  });
});

describe("what must not get through", () => {
  test("sysctls that are not the container's alone (CVE-2022-0811)", () => {
    for (const name of [
      "kernel.core_pattern",
      "kernel.pid_max",
      "vm.swappiness",
      "net.ipv4/../../kernel/core_pattern",
      "net/../kernel/core_pattern",
      "net.ipv4.ip_forward=1\nkernel.core_pattern",
      "kernel.shm_rmid_forced=1+kernel.core_pattern",
      "",
      "net..x",
      "/net/x",
    ]) {
      expect(() => buildOciSpec(testInput({}, { Sysctls: { [name]: "1" } }))).toThrow(
        "is not in a separate kernel namespace",
      );
    }
  });

  test("sysctls of a namespace that is the host's", () => {
    expect(() =>
      buildOciSpec(
        testInput(
          {},
          { NetworkMode: "host", Sysctls: { "net.core.somaxconn": "5" } },
          { namespaces: { network: undefined } },
        ),
      ),
    ).toThrow('sysctl "net.core.somaxconn" not allowed in host network namespace');
    expect(() => buildOciSpec(testInput({}, { IpcMode: "host", Sysctls: { "kernel.msgmax": "5" } }))).toThrow(
      'sysctl "kernel.msgmax" is not allowed in the hosts ipc namespace',
    );
  });

  test("annotations that a runtime obeys", () => {
    const Annotations = { "a.b": "c", "run.oci.hooks": "x", "org.criu.config": "x" };
    expect(buildOciSpec(testInput({}, { Annotations })).annotations).toEqual({ "a.b": "c" });
    const seccomp = { kind: "bpf", program: Uint8Array.of(1, 2, 3) } as const;
    const spec = buildOciSpec(testInput({}, { Annotations: { "run.oci.seccomp_bpf_data": "x" } }, { seccomp }));
    expect(spec.annotations).toEqual({ "run.oci.seccomp_bpf_data": "AQID" });
    const daemon = { ...testInput().daemon, cgroupDriver: "systemd" } as const;
    expect(buildOciSpec(testInput({}, {}, { daemon })).annotations).toEqual({ "run.oci.systemd.subgroup": "" });
  });

  test("a cgroup parent that leaves the cgroup root", () => {
    for (const [parent, path] of [
      ["../../x", "/x/"],
      ["rel/../par", "/par/"],
      ["/my/par", "/my/par/"],
      ["", "/docker/"],
    ] as const) {
      expect(cgroupsPathOf(testInput({}, { CgroupParent: parent }))).toStartWith(`${path}bcc22ae2fb2d`);
    }
  });

  test("more than the daemon may give is clamped", () => {
    const Ulimits = [
      { Name: "nofile", Soft: -1, Hard: -1 },
      { Name: "core", Soft: 0, Hard: -1 },
    ];
    const input = testInput({}, { Ulimits, OomScoreAdj: -500 });
    expect(JSON.stringify(buildOciSpec(input).process.rlimits)).toBe(
      '[{"type":"RLIMIT_NOFILE","hard":524288,"soft":524288},{"type":"RLIMIT_CORE","hard":18446744073709551615,"soft":0}]',
    );
    expect(buildOciSpec(input).process.oomScoreAdj).toBe(0);
  });

  test("capabilities of a user other than root", () => {
    const user = { uid: 1000, gid: 0, groups: [0], home: "/" };
    const { capabilities } = buildOciSpec(testInput({}, {}, { user })).process;
    expect(capabilities).toEqual({ bounding: defaultCapabilities });
  });
});

test("--init puts docker-init before the command, in an own pid namespace only", () => {
  const spec = buildOciSpec(testInput({}, { Init: true }));
  expect(spec.process.args).toEqual(["/sbin/docker-init", "--", "sleep", "1000"]);
  expect(spec.mounts.at(-1)).toEqual({
    destination: "/sbin/docker-init",
    type: "bind",
    source: "/run/gantry/docker-init",
    options: ["bind", "ro"],
  });
  expect(buildOciSpec(testInput({}, { Init: true, PidMode: "host" })).process.args).toEqual(["sleep", "1000"]);
});

test("no-new-privileges by the request and by the daemon", () => {
  const of = (SecurityOpt: string[] | null, byDefault = false) => {
    const input = testInput({}, { SecurityOpt });
    return buildOciSpec({ ...input, daemon: { ...input.daemon, noNewPrivileges: byDefault } }).process.noNewPrivileges;
  };
  expect([of(null), of(["no-new-privileges"]), of(["no-new-privileges:true"])]).toEqual([undefined, true, true]);
  expect([of(null, true), of(["no-new-privileges=false"], true)]).toEqual([true, undefined]);
});
