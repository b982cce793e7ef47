import { expect, test } from "bun:test";
import { platformJson, platformQuery } from "./platform.ts";

const host = process.arch === "x64" ? "amd64" : process.arch;

// What docker 28.5 sent for the same words.
test.each([
  ["linux", `{"architecture":"${host}","os":"linux"}`],
  ["aarch64", '{"architecture":"arm64","os":"linux"}'],
  ["LINUX/X86_64", '{"architecture":"amd64","os":"linux"}'],
  ["linux/arm64/8", '{"architecture":"arm64","os":"linux","variant":"v8"}'],
  ["linux/arm", '{"architecture":"arm","os":"linux"}'],
  ["linux/arm/7", '{"architecture":"arm","os":"linux","variant":"v7"}'],
  ["armhf", '{"architecture":"arm","os":"linux"}'],
  ["linux/armel", '{"architecture":"arm","os":"linux","variant":"v6"}'],
  ["linux/amd64/v1", '{"architecture":"amd64","os":"linux"}'],
  ["linux/amd64/v2", '{"architecture":"amd64","os":"linux","variant":"v2"}'],
  ["macos/amd64", '{"architecture":"amd64","os":"darwin"}'],
  ["windows(10.0.17763)/amd64", '{"architecture":"amd64","os":"windows","os.version":"10.0.17763"}'],
  ["linux(+f)/amd64", '{"architecture":"amd64","os":"linux","os.features":["f"]}'],
  ["bar/foo", '{"architecture":"foo","os":"bar"}'],
  ["", ""],
])("platform %s", (text, json) => {
  expect(platformQuery(text)).toBe(json);
});

test("what is no platform is refused in containerd's words", () => {
  expect(() => platformJson("linux/a/b/c")).toThrow(
    'invalid platform: "linux/a/b/c": cannot parse platform specifier: invalid argument',
  );
  expect(() => platformQuery("foo")).toThrow('"foo": unknown operating system or architecture: invalid argument');
  expect(() => platformQuery("linux/")).toThrow(
    '"" is an invalid component of "linux/": platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument',
  );
  expect(() => platformQuery("a b/c")).toThrow('"a b" is an invalid OS component of "a b/c": OSAndVersion specifier');
});
