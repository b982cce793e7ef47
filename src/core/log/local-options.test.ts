import { expect, test } from "bun:test";
import { parseLocalOptions } from "./local-options.ts";

test("a log of the local driver is bounded by default", () => {
  expect(parseLocalOptions({})).toEqual({ maxSizeBytes: 20_000_000, maxFiles: 5 });
  expect(parseLocalOptions({ "max-size": "1k", "max-file": "3" })).toEqual({ maxSizeBytes: 1000, maxFiles: 3 });
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
