import { expect, test } from "bun:test";
import { platformParameter, singlePlatform } from "./platform-parameter.ts";

test("a platform as JSON", () => {
  expect(platformParameter('{"os":"linux","architecture":"arm64","variant":"v8"}')).toMatchObject({
    os: "linux",
    architecture: "arm64",
    variant: "v8",
  });
});

test.each([
  ["x", "failed to parse platform: invalid character 'x' looking for beginning of value"],
  ["{}", "both OS and Architecture must be provided"],
  ['{"os":"linux"}', "both OS and Architecture must be provided"],
  ['{"variant":"v8"}', "optional platform components provided, but OS and Architecture are missing"],
])("%s is refused as Docker refuses it", (text, message) => {
  expect(() => platformParameter(text)).toThrow(message);
});

test("one at most", () => {
  expect(singlePlatform([])).toBeUndefined();
  expect(singlePlatform([""])).toBeUndefined();
  expect(() => singlePlatform(["{}", "{}"])).toThrow("multiple platform parameters not supported");
});
