import { expect, test } from "bun:test";
import { decodeDescription } from "#formats/cdi/decode.ts";
import { DeviceTable } from "../../devices/device-table.ts";
import { requestedDevices, requestedEdits } from "./device-requests.ts";

const empty = { Driver: "", Count: 0, DeviceIDs: null, Capabilities: null, Options: null };
const looking = { isEnabled: true, folders: ["/etc/cdi"] };

/** Texts recorded from dockerd 28.5. */
test.each([
  [{ Count: -1, Capabilities: [["gpu"]] }, 'could not select device driver "" with capabilities: [[gpu]]'],
  [{ Driver: "nvidia", Count: 1 }, 'could not select device driver "nvidia" with capabilities: []'],
  [
    { Capabilities: [["gpu", "nvidia"], ["x"]] },
    'could not select device driver "" with capabilities: [[gpu nvidia] [x]]',
  ],
  [{ Driver: "cdi", Count: 1, DeviceIDs: ["v/c=b"] }, "unexpected count in CDI device request"],
  [{ Driver: "cdi", DeviceIDs: ["v/c=b"], Options: { a: "b" } }, "unexpected options in CDI device request"],
])("%j: %s", (request, text) => {
  expect(() => requestedDevices([{ ...empty, ...request }], looking)).toThrow(text);
});

test("where nobody looks for descriptions there is no driver, and without folders none that works", () => {
  const request = { ...empty, Driver: "cdi", DeviceIDs: ["v/c=b"] };
  expect(() => requestedDevices([request], { isEnabled: false, folders: [] })).toThrow(
    'could not select device driver "cdi" with capabilities: []',
  );
  expect(() => requestedDevices([request], { isEnabled: true, folders: [] })).toThrow(
    "CDI device injection failed: no CDI specification directories specified",
  );
});

test("devices are named in their order; those that are not described are told together", () => {
  const request = { ...empty, Driver: "cdi" };
  const names = requestedDevices(
    [
      { ...request, DeviceIDs: ["v/c=b", "v/c=n"] },
      { ...request, DeviceIDs: [] },
    ],
    looking,
  );
  expect(names).toEqual(["v/c=b", "v/c=n"]);
  const description = decodeDescription({
    ...{ cdiVersion: "0.6.0", kind: "v/c" },
    devices: [{ name: "b", containerEdits: { env: ["A=b"] } }],
  });
  const table = new DeviceTable([{ path: "/a.json", priority: 0, content: description }]);
  expect(requestedEdits(["v/c=b"], table).env).toEqual(["A=b"]);
  expect(() => requestedEdits(["v/c=m", "v/c=b", "v/c=n"], table)).toThrow(
    "CDI device injection failed: unresolvable CDI devices v/c=m, v/c=n",
  );
});
