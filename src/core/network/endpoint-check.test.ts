import { expect, test } from "bun:test";
import { checkBuiltinEndpoint } from "./endpoint-check.ts";

const head = "invalid config for network bridge: invalid endpoint settings:\n";
const only = "user specified IP address is supported on user defined networks only";
const configured =
  "user specified IP address is supported only when connecting to networks with user configured subnets";

test.each([
  [{ IPAMConfig: { IPv4Address: "172.17.0.50" } }, `${head}* ${only}\n* ${configured}`],
  [{ IPAMConfig: { IPv4Address: "x" } }, `${head}* ${only}\n* invalid IPv4 address: x\n* ${configured}`],
  [{ Aliases: ["x"] }, `${head}network-scoped alias is supported only for containers in user defined networks`],
  [{ MacAddress: "nosuch" }, "invalid config for network bridge: invalid MAC address nosuch"],
])("%p", (asked, message) => {
  expect(() => checkBuiltinEndpoint("bridge", asked)).toThrow(new Error(message));
});

test("what acts is taken", () => {
  const asked = { IPAMConfig: {}, Aliases: [], DriverOpts: {}, MacAddress: "02:42:ac:11:00:99", GwPriority: 3 };
  expect(() => checkBuiltinEndpoint("bridge", asked)).not.toThrow();
});
