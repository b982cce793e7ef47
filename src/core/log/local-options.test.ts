import { expect, test } from "bun:test";
import { parseJsonFileOptions } from "./json-file-options.ts";
import { parseLocalOptions } from "./local-options.ts";

test("a log of the local driver is bounded by default", () => {
  expect(parseLocalOptions({})).toEqual({ maxSizeBytes: 20_000_000, maxFiles: 5, compress: true });
  const given = { "max-size": "1k", "max-file": "3", compress: "0" };
  expect(parseLocalOptions(given)).toEqual({ maxSizeBytes: 1000, maxFiles: 3, compress: false });
  expect(parseLocalOptions({ "max-file": "0", compress: "false" }).maxFiles).toBe(1);
});

test.each([
  [{ "max-size": "x" }, "invalid value for max-size: x: invalid size: 'x'"],
  [{ "max-file": "0" }, "compression cannot be enabled when max file count is 1"],
  [{ "max-file": "x" }, 'invalid value for max-file: x: strconv.Atoi: parsing "x": invalid syntax'],
  [{ compress: "maybe" }, 'error reading compress log option: strconv.ParseBool: parsing "maybe": invalid syntax'],
])("%j is refused as dockerd 28.5 does", (options, reason) => {
  const text = `failed to create task for container: failed to initialize logging driver: ${reason}`;
  expect(() => parseLocalOptions(options as Record<string, string>)).toThrow(text);
});

test("a json-file log has no bounds by default, and compresses when it is told to", () => {
  expect(parseJsonFileOptions({})).toEqual({ maxSizeBytes: -1, maxFiles: 1, compress: false });
  const given = { "max-size": "20k", "max-file": "3", compress: "true" };
  expect(parseJsonFileOptions(given)).toEqual({ maxSizeBytes: 20_000, maxFiles: 3, compress: true });
});

const unbounded = "compress cannot be true when max-file is less than 2 or max-size is not set";

test.each([
  [{ compress: "true" }, unbounded],
  [{ compress: "1", "max-file": "3" }, unbounded],
  [{ compress: "t", "max-size": "1k" }, unbounded],
  [{ compress: "x", "max-size": "1k", "max-file": "3" }, 'strconv.ParseBool: parsing "x": invalid syntax'],
])("json-file: %j is refused as dockerd 28.5 does", (options, reason) => {
  const text = `failed to create task for container: failed to initialize logging driver: ${reason}`;
  expect(() => parseJsonFileOptions(options as Record<string, string>)).toThrow(text);
});
