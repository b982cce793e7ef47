import { dlopen, ptr } from "bun:ffi";
import { release } from "node:os";
import { compileSeccomp } from "#core/container/seccomp/bpf.ts";
import { defaultSeccompProfile } from "#core/container/seccomp/default-profile.ts";
import { otherCallNumber } from "#core/container/seccomp/other-calls.ts";
import { resolveSeccompProfile, type SeccompFacts } from "#core/container/seccomp/profile.ts";

/** `SCMP_ARCH_…` of seccomp.h: the kernel's AUDIT_ARCH numbers, and libseccomp's own for x32. */
const tokens: Readonly<Record<string, number>> = {
  SCMP_ARCH_X86_64: 0xc000003e,
  SCMP_ARCH_X86: 0x40000003,
  SCMP_ARCH_X32: 0x4000003e,
  SCMP_ARCH_AARCH64: 0xc00000b7,
  SCMP_ARCH_ARM: 0x40000028,
};

let resolve: ((token: number, name: number) => number) | undefined;

/** Opened on first use: only crun's containers need it, and crun brings it along. */
function library(): (token: number, name: number) => number {
  if (resolve === undefined) {
    const { symbols } = dlopen("libseccomp.so.2", {
      seccomp_syscall_resolve_name_arch: { args: ["u32", "ptr"], returns: "i32" },
    });
    resolve = (token, name) => symbols.seccomp_syscall_resolve_name_arch(token, name as never);
  }
  return resolve;
}

/**
 * The number of a system call by name; undefined where the architecture has none. Where libseccomp gives
 * none, our own table is asked: calls newer than it, and 32-bit x86's plain socket calls.
 */
export function syscallNumber(architecture: string, name: string): number | undefined {
  const token = tokens[architecture];
  if (token === undefined) throw new RangeError(`unknown architecture: ${architecture}`);
  const text = Buffer.from(new ArrayBuffer(name.length + 1));
  text.write(name);
  const number = library()(token, ptr(text) as number);
  return number >= 0 ? number : otherCallNumber(architecture, name);
}

/** Of this machine. */
export const machineArchitecture: SeccompFacts["architecture"] = process.arch === "arm64" ? "arm64" : "amd64";

/** The built-in profile as a filter program for a container with these capabilities (its bounding set). */
export function compileDefaultProfile(capabilities: readonly string[]): Uint8Array {
  const facts = { capabilities, architecture: machineArchitecture, kernelRelease: release() };
  return compileSeccomp(resolveSeccompProfile(defaultSeccompProfile, facts), syscallNumber);
}
