import { expect, test } from "bun:test";
import { defaultBuilder, parseBuilder } from "../config/builder-config.ts";
import { parseConfigFile } from "../config/file-syntax.ts";
import { defaultPolicies, gcPolicies } from "./gc-policies.ts";

const builder = (text: string) => parseBuilder(new Map(parseConfigFile(Buffer.from(text))));

test("the default policies keep shares of the disk, or what is configured", () => {
  const disk = 100 * 2 ** 30;
  const [easy, old, unshared, all] = defaultPolicies(defaultBuilder.gc, disk);
  expect(easy).toMatchObject({
    maxUsedSpaceBytes: 1_519_933_825,
    keepDurationMs: 172_800_000,
  });
  expect([...(easy?.filters.get("type") ?? [])]).toContain("exec.cachemount");
  expect(old).toMatchObject({ keepDurationMs: 60 * 86_400_000, reservedSpaceBytes: 11e9, maxUsedSpaceBytes: 81e9 });
  expect(unshared).toMatchObject({ all: false, minFreeSpaceBytes: 21e9 });
  expect(all?.all).toBe(true);
  const given = defaultPolicies(builder('{"gc":{"defaultKeepStorage":"1GB"}}').gc, disk);
  expect(given.at(-1)).toMatchObject({ reservedSpaceBytes: 2 ** 30, maxUsedSpaceBytes: 0, minFreeSpaceBytes: 0 });
  expect(given[0]?.maxUsedSpaceBytes).toBe(512e6);
});

test("policies of the configuration stand instead of them; without collection there are none", async () => {
  const rules =
    '[{"keepStorage":"10GB","filter":["unused-for=48h","type=exec.cachemount"]},{"all":true,"maxUsedSpace":"1MB"}]';
  const policies = await gcPolicies(builder(`{"gc":{"policy":${rules}}}`), "/");
  const types = new Map([["type", new Set(["exec.cachemount"])]]);
  expect(policies).toMatchObject([
    { all: false, keepDurationMs: 172_800_000, reservedSpaceBytes: 10 * 2 ** 30, filters: types },
    { all: true, keepDurationMs: 0, maxUsedSpaceBytes: 2 ** 20 },
  ]);
  expect(await gcPolicies(builder('{"gc":{"enabled":false}}'), "/")).toEqual([]);
});

test("what builds may be granted", () => {
  expect([...builder("{}").entitlements]).toEqual(["network.host"]);
  const { entitlements } = builder('{"entitlements":{"security-insecure":true,"network-host":false,"device":true}}');
  expect([...entitlements]).toEqual(["security.insecure", "device"]);
});
