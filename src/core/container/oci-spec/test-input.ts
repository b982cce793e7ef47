import type { ContainerConfig, HostConfig } from "#api/types.gen.ts";
import { emptyConfig, emptyHostConfig } from "../create/empty-config.ts";
import { allCapabilities } from "./capabilities.ts";
import { noDevices, type OciSpecInput } from "./input.ts";
import { defaultMaskedPaths, defaultReadonlyPaths } from "./masked-paths.ts";

/** For tests: the input that a plain `sleep 1000` has, with fields laid over it. */
export function testInput(
  config: Partial<ContainerConfig> = {},
  hostConfig: Partial<HostConfig> = {},
  rest: Partial<OciSpecInput> = {},
): OciSpecInput {
  const id = "bcc22ae2fb2d7bb292b09963e7ee13442898842b9d58d57022ac8557ce4ad268";
  return {
    id,
    config: { ...emptyConfig, Hostname: id.slice(0, 12), ...config },
    hostConfig: {
      ...emptyHostConfig,
      NetworkMode: "bridge",
      IpcMode: "private",
      CgroupnsMode: "host",
      ShmSize: 67108864,
      MaskedPaths: defaultMaskedPaths,
      ReadonlyPaths: defaultReadonlyPaths,
      ...hostConfig,
    },
    path: "sleep",
    args: ["1000"],
    rootPath: "/run/rootfs",
    user: { uid: 0, gid: 0, groups: [0], home: "/root" },
    files: { resolvConf: "/c/resolv.conf", hostname: "/c/hostname", hosts: "/c/hosts" },
    namespaces: { network: "/proc/self/fd/7" },
    mounts: { mounts: [] },
    devices: noDevices,
    seccomp: { kind: "none" },
    host: {
      cgroupVersion: 1,
      hostname: "vm",
      capabilities: allCapabilities.filter((name) => name !== "CAP_SYS_RESOURCE"),
      hardLimits: new Map([["RLIMIT_NOFILE", 524288n]]),
      oomScoreAdjMin: 0,
      devices: [{ path: "/dev/full", type: "c", major: 1, minor: 7, fileMode: 0o666, uid: 0, gid: 0 }],
      sysctls: new Set(["net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start"]),
    },
    daemon: {
      ulimits: [],
      noNewPrivileges: false,
      initByDefault: false,
      initPath: "/run/gantry/docker-init",
      cgroupDriver: "cgroupfs",
      cgroupParent: "",
    },
    ...rest,
  };
}
