import { expect, test } from "bun:test";
import { localMountOf, parseMountOptions } from "./local-options.ts";

const messageOf = (options: Record<string, string>) => {
  try {
    return localMountOf(options);
  } catch (error) {
    return (error as Error).message;
  }
};

test("a mount needs type and device", () => {
  expect(localMountOf(null)).toBeUndefined();
  expect(localMountOf({ type: "tmpfs", device: "tmpfs", o: "size=1m" })).toEqual({
    type: "tmpfs",
    device: "tmpfs",
    options: "size=1m",
  });
  expect(messageOf({ type: "tmpfs" })).toBe('missing required option: "device"');
  expect(messageOf({ device: "/x" })).toBe('missing required option: "type"');
  expect(messageOf({ o: "x" })).toBe('missing required option: "device"');
});

test("what is no option is refused in Docker's words", () => {
  expect(messageOf({ foo: "bar" })).toBe('invalid option: "foo"');
  expect(messageOf({ size: "zz" })).toBe("invalid size: 'zz'");
  expect(messageOf({ size: "1g" })).toBe("quota size requested but no quota support");
  expect(messageOf({ size: "0" })).toBeUndefined();
});

test("flags are told from what the file system reads", () => {
  expect(parseMountOptions("bind")).toEqual({ flags: 0x1000, data: "" });
  expect(parseMountOptions("addr=10.0.0.1,rw,nosuid,vers=4")).toEqual({ flags: 2, data: "addr=10.0.0.1,vers=4" });
  expect(parseMountOptions("ro,rw")).toEqual({ flags: 0, data: "" });
});
