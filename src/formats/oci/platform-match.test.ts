import { expect, test } from "bun:test";
import { digestOf } from "#base/digest-of.ts";
import { amd64Variant } from "./amd64-variant.ts";
import type { Descriptor, Platform } from "./image.ts";
import { platformText } from "./platform.ts";
import { matchingEntries } from "./platform-match.ts";

function platform(text: string): Platform {
  const [os = "", architecture = "", variant] = text.split("/");
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

const entry = (text: string): Descriptor => ({
  mediaType: "m",
  digest: digestOf(text),
  size: 1,
  ...(text === "" ? {} : { platform: platform(text) }),
});

function matches(wanted: string, ...entries: string[]): string[] {
  const found = matchingEntries(entries.map(entry), platform(wanted));
  return found.map((one) => (one.platform === undefined ? "" : platformText(one.platform)));
}

test("what runs on a platform, best first", () => {
  const arms = ["linux/arm/v5", "linux/arm/v7", "linux/arm/v6", "linux/arm64/v8", "linux/arm/v8"];
  expect(matches("linux/arm/v7", ...arms)).toEqual(["linux/arm/v7", "linux/arm/v6", "linux/arm/v5"]);
  expect(matches("linux/arm", ...arms)).toEqual(["linux/arm/v7", "linux/arm/v6", "linux/arm/v5"]);
  expect(matches("linux/arm/v6", "linux/arm/v7")).toEqual([]);
  expect(matches("linux/arm64", ...arms)).toEqual([
    "linux/arm64/v8",
    "linux/arm/v8",
    "linux/arm/v7",
    "linux/arm/v6",
    "linux/arm/v5",
  ]);
  const amds = ["linux/386", "linux/amd64/v3", "linux/amd64", "linux/amd64/v2", "windows/amd64", "unknown/unknown"];
  expect(matches("linux/amd64", ...amds)).toEqual(["linux/amd64", "linux/386"]);
  expect(matches("linux/amd64/v3", ...amds)).toEqual(["linux/amd64/v3", "linux/amd64/v2", "linux/amd64", "linux/386"]);
  expect(matches("linux/386", ...amds)).toEqual(["linux/386"]);
  expect(matches("linux/s390x", ...amds)).toEqual([]);
  expect(matches("linux/s390x", "linux/s390x", "", "linux/s390x")).toEqual(["linux/s390x", "linux/s390x", ""]);
});

test("levels of amd64 processors", () => {
  const v2 = "cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3";
  const v3 = `${v2} avx avx2 bmi1 bmi2 f16c fma abm movbe xsave`;
  const of = (flags: string): string | undefined => amd64Variant(new Set(flags.split(" ")));
  expect([of("sse2"), of(v2), of(v3), of(v3.replace("fma", ""))]).toEqual([undefined, "v2", "v3", "v2"]);
  expect(of(`${v3} avx512f avx512bw avx512cd avx512dq avx512vl`)).toBe("v4");
});
