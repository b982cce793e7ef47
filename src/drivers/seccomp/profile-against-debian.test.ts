import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { defaultCapabilities } from "#core/container/oci-spec/capabilities.ts";
import { defaultSeccompProfile } from "#core/container/seccomp/default-profile.ts";
import { type DockerSeccompProfile, resolveSeccompProfile } from "#core/container/seccomp/profile.ts";

/** Of Debian's package golang-github-containers-common, which the test set-up installs: podman's profile. */
const debian: DockerSeccompProfile = JSON.parse(readFileSync("/usr/share/containers/seccomp.json", "utf8"));

function allowedOutright(profile: DockerSeccompProfile, capabilities: readonly string[]): Set<string> {
  const facts = { capabilities, architecture: "amd64", kernelRelease: "6.1.0" } as const;
  const { syscalls = [] } = resolveSeccompProfile(profile, facts);
  const plain = syscalls.filter((rule) => rule.action === "SCMP_ACT_ALLOW" && (rule.args ?? []).length === 0);
  return new Set(plain.flatMap((rule) => rule.names));
}

function difference(capabilities: readonly string[]): { ours: string; theirs: string } {
  const ours = allowedOutright(defaultSeccompProfile, capabilities);
  const theirs = allowedOutright(debian, capabilities);
  const only = (one: Set<string>, other: Set<string>) =>
    [...one]
      .filter((name) => !other.has(name))
      .sort()
      .join(" ");
  return { ours: only(ours, theirs), theirs: only(theirs, ours) };
}

/** Newer than Debian 12's file, or named there under ERRNO first. */
const newerThanDebian =
  "cachestat fchmodat2 futex_requeue futex_wait futex_waitv futex_wake getxattrat io_pgetevents " +
  "io_pgetevents_time64 listmount listxattrat map_shadow_stack mseal removexattrat riscv_hwprobe setxattrat statmount " +
  "uretprobe vmsplice";

test("the default differs from podman's profile in these calls only", () => {
  expect(difference(defaultCapabilities)).toEqual({
    ours: newerThanDebian,
    // Podman lets containers make namespaces; the others no longer exist.
    theirs:
      "clone clone3 fsconfig fsmount fsopen fspick get_mempolicy keyctl mbind mount mount_setattr move_mount open_tree " +
      "pidfd_getfd pivot_root readdir reboot set_mempolicy setns sigaction signal sigpending sigsuspend socket syscall " +
      "syslog timerfd umount umount2 unshare",
  });
});

test("with CAP_SYS_ADMIN and others too", () => {
  const capabilities = ["CAP_SYS_ADMIN", "CAP_BPF", "CAP_SYS_PTRACE", "CAP_SYS_NICE", "CAP_SYS_BOOT", "CAP_SYS_MODULE"];
  expect(difference([...defaultCapabilities, ...capabilities])).toEqual({
    ours: `${newerThanDebian} lsm_get_self_attr lsm_list_modules lsm_set_self_attr quotactl_fd set_mempolicy_home_node`
      .split(" ")
      .sort()
      .join(" "),
    theirs: "keyctl pivot_root query_module readdir sigaction signal sigpending sigsuspend socket syscall timerfd",
  });
});
