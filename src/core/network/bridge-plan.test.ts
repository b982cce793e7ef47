import { expect, test } from "bun:test";
import { bridgeAlias, type HostNetwork, planBridge } from "./bridge-plan.ts";
import { defaultRanges } from "./default-subnet.ts";

const empty: HostNetwork = { links: [], addresses: [], routes: [] };
const docker0 = { index: 7, name: "docker0", kind: "bridge", master: undefined };
const addresses = [{ linkIndex: 7, address: "172.17.0.1", prefixLength: 16 }];

test.each([
  ["alone", empty, false, "docker0"],
  ["where Docker is installed", empty, true, "gantry0"],
  ["where Docker has its bridge", { ...empty, links: [{ ...docker0, alias: "" }], addresses }, true, "gantry0"],
  [
    "where docker0 is ours already",
    { ...empty, links: [{ ...docker0, alias: bridgeAlias }], addresses },
    true,
    "docker0",
  ],
])("the default bridge %s", (_, host, besideDocker, name) => {
  expect(planBridge(host, { ranges: defaultRanges, besideDocker }).name).toBe(name);
});
