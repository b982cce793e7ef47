import { expect, test } from "bun:test";
import { checkDeviceRequests } from "./device-requests.ts";

const empty = { Driver: "", Count: 0, DeviceIDs: null, Capabilities: null, Options: null };

/** Texts recorded from dockerd 28.5. */
test.each([
  [{ Count: -1, Capabilities: [["gpu"]] }, 'could not select device driver "" with capabilities: [[gpu]]'],
  [{ Driver: "nvidia", Count: 1 }, 'could not select device driver "nvidia" with capabilities: []'],
  [
    { Capabilities: [["gpu", "nvidia"], ["x"]] },
    'could not select device driver "" with capabilities: [[gpu nvidia] [x]]',
  ],
  [
    { Driver: "cdi", DeviceIDs: ["v.test/c=n", "v/c=b"] },
    "CDI device injection failed: unresolvable CDI devices v.test/c=n, v/c=b",
  ],
  [{ Driver: "cdi", Count: 1, DeviceIDs: ["v/c=b"] }, "unexpected count in CDI device request"],
])("%j: %s", (request, text) => {
  expect(() => checkDeviceRequests([{ ...empty, ...request }], () => false)).toThrow(text);
});

test("a request for no device of CDI asks for nothing", () => {
  checkDeviceRequests([{ ...empty, Driver: "cdi", DeviceIDs: [] }], () => true);
});

test("devices that are described are refused by name", () => {
  const request = { ...empty, Driver: "cdi", DeviceIDs: ["v/c=b"] };
  expect(() => checkDeviceRequests([request], () => true)).toThrow("not supported: HostConfig.DeviceRequests");
});
