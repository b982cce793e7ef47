import { expect, test } from "bun:test";
import { checkVersion, compareVersions } from "./version.ts";

test("versions are compared by their parts", () => {
  expect(compareVersions("1.9", "1.24")).toBeLessThan(0);
  expect(compareVersions("1.51", "1.051")).toBe(0);
  expect(compareVersions("1.51.1", "1.51")).toBeGreaterThan(0);
});

test("too old and too new are refused in Docker's words", () => {
  expect(() => checkVersion("1.24")).not.toThrow();
  expect(() => checkVersion("1.51")).not.toThrow();
  expect(() => checkVersion("1.23")).toThrow(
    "client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version",
  );
  expect(() => checkVersion("1.52")).toThrow("client version 1.52 is too new. Maximum supported API version is 1.51");
});
