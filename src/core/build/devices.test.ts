import { expect, test } from "bun:test";
import { checkDevices } from "./devices.ts";

const none = (): boolean => false;

test("a device that is not there is missed only by who requires it", () => {
  checkDevices(
    [
      { name: "vendor.com/class=one", required: false },
      { name: "vendor.com/class", required: false },
    ],
    none,
  );
  expect(() => checkDevices([{ name: "vendor.com/class=one", required: true }], none)).toThrow(
    'failed to load LLB: required device "vendor.com/class=one" is not registered',
  );
  for (const name of ["bad", "/class=one", "vendor.com/=one", "1vendor/class", "vendor-/class", "a/b/c=d"])
    expect(() => checkDevices([{ name, required: false }], none)).toThrow(
      `failed to load LLB: invalid device ${JSON.stringify(name)}`,
    );
});

test("what may be described is refused by name", () => {
  expect(() => checkDevices([{ name: "vendor.com/class=one", required: false }], () => true)).toThrow(
    "not supported: RUN --device=vendor.com/class=one: devices that are described",
  );
});
