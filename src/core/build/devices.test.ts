import { expect, test } from "bun:test";
import { decodeDescription } from "#formats/cdi/decode.ts";
import { DeviceTable } from "../devices/device-table.ts";
import { checkDevices, deviceAnnotations, deviceGrants, devicesOf } from "./devices.ts";

const edits = { containerEdits: { env: ["A=b"] } };
const content = decodeDescription({
  ...{ cdiVersion: "0.6.0", kind: "vendor.com/class" },
  devices: [
    { name: "one", ...edits },
    { name: "two", ...edits, annotations: { [deviceAnnotations.class]: "gold" } },
    {
      name: "open",
      ...edits,
      annotations: { [deviceAnnotations.autoAllow]: "true", [deviceAnnotations.class]: "gold" },
    },
  ],
});
const table = new DeviceTable([{ path: "/a.json", priority: 0, content }]);
const empty = new DeviceTable([]);
const wish = (name: string, required = false) => ({
  name: name.startsWith("=") ? `vendor.com/class${name}` : name,
  required,
});
const wishes = (...names: string[]) => names.map((name) => wish(name));
const none = deviceGrants([]);

test("a device that is not there is missed only by who requires it", () => {
  checkDevices(wishes("=one", "vendor.com/class"), empty, none);
  expect(() => checkDevices([wish("=one", true)], empty, none)).toThrow(
    'failed to load LLB: required device "vendor.com/class=one" is not registered',
  );
  for (const name of ["bad", "/class=one", "vendor.com/=one"])
    expect(() => checkDevices(wishes(name), empty, none)).toThrow(
      new Error(`failed to load LLB: invalid device ${JSON.stringify(name)}`),
    );
  expect(() => checkDevices(wishes("1vendor/class"), empty, none)).toThrow(
    'invalid device "1vendor/class": invalid vendor. "1vendor", should start with letter',
  );
  expect(() => checkDevices(wishes("a/b/c=d"), empty, none)).toThrow(
    `invalid device "a/b/c=d": invalid class. invalid character '/' in name "b/c"`,
  );
});

test("names stand for a device, the first of a kind, all of it, or those of a class", () => {
  const found = (...names: string[]) => devicesOf(wishes(...names), table, "x").map((name) => name.split("=")[1]);
  expect(found("=two")).toEqual(["two"]);
  expect(found("vendor.com/class")).toEqual(["one"]);
  expect(found("=*", "=two")).toEqual(["one", "open", "two"]);
  expect(found("=gold")).toEqual(["open", "two"]);
  expect(found("=silver", "other.com/class")).toEqual([]);
});

test.each([
  [["device"], ["=one", "=two"]],
  [["device="], ["=one"]],
  [
    ["device=vendor.com/class=one", "network.host"],
    ["=one", "=open"],
  ],
  [["device=vendor.com/class"], ["=one"]],
  [["device=vendor.com/class=*"], ["=one", "=two"]],
  [["device=vendor.com/class=gold"], ["=two"]],
  [["device=vendor.com/class=one,alias=my.com/own=name"], ["=one"]],
  [[], ["=open"]],
])("%j allows %j", (allowed, names) => {
  checkDevices(wishes(...names), table, deviceGrants(allowed));
});

test("what is not allowed is named", () => {
  expect(() => checkDevices(wishes("=one"), table, none)).toThrow(
    "failed to load LLB: device vendor.com/class=one is requested by the build but not allowed",
  );
  const grants = deviceGrants(["device=vendor.com/class=two", "network.host"]);
  expect(() => checkDevices(wishes("=*", "=one"), table, grants)).toThrow("device vendor.com/class=one is requested");
  expect(() => checkDevices(wishes("=one", "=two"), table, none)).toThrow(
    "devices vendor.com/class=one, vendor.com/class=two are requested by the build but not allowed",
  );
});

test("a device can be allowed by another name", () => {
  const { aliases, all } = deviceGrants(["device=vendor.com/class=one,alias=my.com/own=name"]);
  expect([...aliases]).toEqual([["my.com/own=name", "vendor.com/class=one"]]);
  expect(all).toBe(false);
  expect(() => deviceGrants(["device=a/b=c,as"])).toThrow('invalid device config "as"');
  expect(() => deviceGrants(["device=a/b=c,as=d"])).toThrow('unknown device config key "as"');
});
