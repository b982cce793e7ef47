import { describe, expect, test } from "bun:test";
import { chooseSeccomp, parseSeccompProfile, resolveSeccompProfile, type SeccompFacts } from "./profile.ts";

const facts: SeccompFacts = { capabilities: ["CAP_CHOWN"], architecture: "amd64", kernelRelease: "6.1.0-13-amd64" };

test("which profile runs", () => {
  const choose = (SecurityOpt: string[] | null, daemon?: string, Privileged = false) =>
    chooseSeccomp({ Privileged, SecurityOpt }, daemon).kind;
  expect(choose(null)).toBe("default");
  expect(choose(["seccomp=unconfined"])).toBe("unconfined");
  expect(choose(["seccomp:unconfined"])).toBe("unconfined");
  expect(choose(["seccomp=builtin"], "{}")).toBe("default");
  expect(choose(null, "{}")).toBe("custom");
  expect(choose(null, "unconfined")).toBe("unconfined");
  expect(choose(null, undefined, true)).toBe("unconfined");
  expect(chooseSeccomp({ Privileged: true, SecurityOpt: ["seccomp={}"] })).toEqual({ kind: "custom", text: "{}" });
});

test("conditions are decided", () => {
  const names = (includes: object, excludes: object = {}) =>
    resolveSeccompProfile({ defaultAction: "X", syscalls: [{ names: ["a"], action: "Y", includes, excludes }] }, facts)
      .syscalls;
  const kept = [{ names: ["a"], action: "Y" }];
  expect(names({})).toEqual(kept);
  expect(names({ caps: ["CAP_CHOWN"] })).toEqual(kept);
  expect(names({ caps: ["CAP_CHOWN", "CAP_KILL"] })).toBeUndefined();
  expect(names({ arches: ["arm64"] })).toBeUndefined();
  expect(names({ minKernel: "4.8" })).toEqual(kept);
  expect(names({ minKernel: "6.2" })).toBeUndefined();
  expect(names({}, { caps: ["CAP_CHOWN"] })).toBeUndefined();
  expect(names({}, { arches: ["amd64"] })).toBeUndefined();
  expect(names({}, { minKernel: "6.1" })).toBeUndefined();
});

test("the old name and the map of architectures", () => {
  const archMap = [{ architecture: "SCMP_ARCH_X86_64", subArchitectures: ["SCMP_ARCH_X86"] }];
  const profile = { defaultAction: "X", archMap, syscalls: [{ name: "mkdir", action: "Y", errnoRet: 5, args: [] }] };
  expect(resolveSeccompProfile(profile, facts)).toEqual({
    defaultAction: "X",
    architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"],
    syscalls: [{ names: ["mkdir"], action: "Y", errnoRet: 5 }],
  });
});

describe("mistakes in Docker's words", () => {
  test("contradictions", () => {
    const archMap = [{ architecture: "SCMP_ARCH_X86_64" }];
    expect(() => resolveSeccompProfile({ defaultAction: "", architectures: ["x"], archMap }, facts)).toThrow(
      "both 'architectures' and 'archMap' are specified in the seccomp profile, use either 'architectures' or 'archMap'",
    );
    const syscalls = [{ name: "a", names: ["b"], action: "" }];
    expect(() => resolveSeccompProfile({ defaultAction: "", syscalls }, facts)).toThrow(
      "both 'name' and 'names' are specified in the seccomp profile, use either 'name' or 'names'",
    );
  });

  test("text that is no profile", () => {
    for (const text of ["{", "nosuch", "5", "[]"]) {
      expect(() => parseSeccompProfile(text)).toThrow("Decoding seccomp profile failed: ");
    }
    expect(parseSeccompProfile("{}")).toEqual({ defaultAction: "" });
  });
});
