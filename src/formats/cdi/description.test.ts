import { expect, test } from "bun:test";
import { decodeDescription } from "./decode.ts";
import { validateDescription } from "./validate.ts";

const valid = {
  cdiVersion: "0.6.0",
  kind: "vendor.com/class",
  devices: [{ name: "x", containerEdits: { env: ["A=b"] } }],
};

function reasonOf(change: object): string {
  try {
    validateDescription(decodeDescription({ ...valid, ...change }));
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

const device = (containerEdits: object, name = "x") => ({ devices: [{ name, containerEdits }] });

test.each([
  {},
  { cdiVersion: "v0.6.0" },
  { cdiVersion: "1.0.0", kind: "vendor.com/my.class" },
  { cdiVersion: "0.3.0" },
  { annotations: { "bad key": "x" }, containerEdits: null },
  { cdiVersion: "0.7.0", ...device({ additionalGids: [4], intelRdt: { closID: "/" } }) },
  device({ deviceNodes: [{ path: "/d", permissions: "rm", type: "p", fileMode: 0o600, uid: 0 }] }, "1"),
])("%j is a description", (change) => {
  expect(reasonOf(change)).toBe("");
});

/** Texts recorded from dockerd 28.5. */
test.each([
  [{ devices: [] }, "invalid spec, no devices"],
  [device({}), 'failed add device "x": invalid device, empty device edits'],
  [{ cdiVersion: "0.2.9" }, 'invalid version "0.2.9"'],
  [{ cdiVersion: null }, 'invalid version ""'],
  [
    { cdiVersion: "0.3.0", ...device({ mounts: [{ hostPath: "/a", containerPath: "/b", type: "bind" }] }) },
    "the spec version must be at least v0.4.0",
  ],
  [{ cdiVersion: "0.6.0", ...device({ additionalGids: [4] }) }, "the spec version must be at least v0.7.0"],
  [{ kind: "vcom" }, "invalid vendor. empty name"],
  [{ kind: "v.com/cc@d" }, `invalid class. invalid character '@' in name "cc@d"`],
  [device({ env: ["a=b"] }, "x@y"), `failed add device "x@y": invalid character '@' in device name "x@y"`],
  [device({ env: ["a=b"] }, ""), 'failed add device "": invalid (empty) device name'],
  [
    device({ env: ["a"] }),
    'failed add device "x": invalid device "x": invalid container edits: invalid environment variable "a"',
  ],
  [
    device({ deviceNodes: [{ path: "/d", type: "z" }] }),
    'failed add device "x": invalid device "x": device "/d": invalid type "z"',
  ],
  [
    device({ deviceNodes: [{ path: "/d", permissions: "rx" }] }),
    'failed add device "x": invalid device "x": device "/d": invalid permissions "rx"',
  ],
  [
    device({ hooks: [{ hookName: "h", path: "/x" }] }),
    'failed add device "x": invalid device "x": invalid hook name "h"',
  ],
  [
    device({ hooks: [{ hookName: "poststop", path: "" }] }),
    'failed add device "x": invalid device "x": invalid hook "poststop" with empty path',
  ],
  [
    device({ mounts: [{ hostPath: "", containerPath: "/b" }] }),
    'failed add device "x": invalid device "x": invalid mount, empty host path',
  ],
  [{ devices: [...valid.devices, ...valid.devices] }, 'invalid spec, multiple device "x"'],
  [
    { cdiVersion: "0.7.0", ...device({ intelRdt: { closID: "../x" } }) },
    'failed add device "x": invalid device "x": invalid ClosID',
  ],
])("%j is none", (change, reason) => {
  expect(reasonOf(change)).toBe(`invalid CDI Spec: ${reason}`);
});

const prefix = "failed to unmarshal CDI Spec: error unmarshaling JSON: while decoding JSON: json: ";

test.each([
  [{ foo: 1 }, 'unknown field "foo"'],
  [device({ netDevices: [] }), 'unknown field "netDevices"'],
  [
    device({ env: "a=b" }),
    "cannot unmarshal string into Go struct field .devices.0.containerEdits.env of type []string",
  ],
  [{ kind: ["x"] }, "cannot unmarshal array into Go struct field .kind of type string"],
])("%j cannot be read", (change, reason) => {
  expect(reasonOf(change)).toBe(prefix + reason);
});
