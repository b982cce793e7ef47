import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildOciSpec } from "#core/container/oci-spec/build.ts";
import { defaultCapabilities } from "#core/container/oci-spec/capabilities.ts";
import { testInput } from "#core/container/oci-spec/test-input.ts";
import { compileDefaultProfile } from "./libseccomp.ts";

/** Runs inside a mount namespace of its own, where crun must not see the hybrid cgroup mount. */
let folder = "";

function run(...command: string[]): string {
  const result = Bun.spawnSync(command, { stdout: "pipe", stderr: "pipe" });
  if (result.exitCode !== 0) throw new Error(`${command.join(" ")}: ${result.stderr}`);
  return result.stdout.toString();
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gantry-seccomp-"));
  for (const name of ["proc", "dev", "sys", "bin"]) mkdirSync(join(folder, "rootfs", name), { recursive: true });
  run("cc", "-static", "-o", join(folder, "rootfs/bin/probe"), join(import.meta.dir, "seccomp-probe.c"));
  copyFileSync("/bin/busybox", join(folder, "rootfs/bin/busybox"));
  for (const name of ["sh", "grep"]) symlinkSync("busybox", join(folder, "rootfs/bin", name));
  const unified = "/sys/fs/cgroup/unified";
  if (Bun.spawnSync(["mountpoint", "-q", unified]).exitCode === 0) {
    run("mount", "--make-private", unified);
    run("umount", unified);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function inContainer(script: string, capabilities: readonly string[] = []): string {
  const base = testInput({}, { CapAdd: capabilities });
  const spec = buildOciSpec({
    ...base,
    path: "/bin/sh",
    args: ["-c", script],
    files: {},
    rootPath: join(folder, "rootfs"),
    seccomp: { kind: "bpf", program: compileDefaultProfile([...defaultCapabilities, ...capabilities]) },
  });
  const namespaces = spec.linux.namespaces.map((entry) => (entry.type === "network" ? { type: "network" } : entry));
  writeFileSync(join(folder, "config.json"), JSON.stringify({ ...spec, linux: { ...spec.linux, namespaces } }));
  return run("crun", "--root", join(folder, "state"), "run", "--bundle", folder, `probe-${process.pid}`);
}

test("crun takes the compiled filter: mode 2, and no-new-privileges stays off", () => {
  expect(inContainer("grep -E '^(Seccomp|NoNewPrivs|Cap...):' /proc/self/status")).toBe(
    [
      "CapInh:\t0000000000000000",
      "CapPrm:\t00000000a80425fb",
      "CapEff:\t00000000a80425fb",
      "CapBnd:\t00000000a80425fb",
      "CapAmb:\t0000000000000000",
      "NoNewPrivs:\t0",
      "Seccomp:\t2",
      "",
    ].join("\n"),
  );
});

test("the default profile answers as Docker's", () => {
  expect(inContainer("probe").trim().split("\n")).toEqual([
    "unshare EPERM",
    "mount EPERM",
    "keyctl EPERM",
    "add_key EPERM",
    "bpf EPERM",
    "userfaultfd EPERM",
    "io_uring_setup EPERM",
    "perf_event_open EPERM",
    "fsopen EPERM",
    "setns EPERM",
    "AF_ALG EPERM",
    "AF_VSOCK EPERM",
    "AF_ALG with high bits EPERM",
    "AF_INET ok",
    "clone3 ENOSYS",
    "clone with a user namespace EPERM",
    "ptrace ok",
    "personality ok",
    "personality without randomization EPERM",
    "chroot ok",
    "fchmodat2 ENOENT",
    "a call to come ENOSYS",
  ]);
});

test("with CAP_SYS_ADMIN more is open", () => {
  const lines = inContainer("probe", ["CAP_SYS_ADMIN"]).trim().split("\n");
  expect(lines).toContain("unshare ok");
  expect(lines).toContain("clone3 EINVAL");
  expect(lines).toContain("keyctl EPERM");
});
