import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import { FakeKernel } from "#sys/kernel/fake.ts";
import { BridgeNetwork } from "./bridge-network.ts";
import { Firewall } from "./firewall.ts";
import { PublishedPorts } from "./published-ports.ts";

const op = backgroundOp();

/** A bridge whose maker does nothing but open a firewall. */
function bridgeOn(kernel: FakeKernel): BridgeNetwork {
  const plan = {
    table: "t",
    bridge: "br",
    ipv4: { subnet: "10.0.0.0/24", gateway: "10.0.0.1" },
    ipv6: undefined,
    masquerade: true,
    internal: false,
    forwardPolicy: "accept",
  } as const;
  const prepared = {
    bridge: "br",
    ipv4: undefined,
    ipv6: undefined,
    openFirewall: () =>
      Promise.resolve(
        new Firewall(
          kernel,
          () => plan,
          () => ({ publications: [], links: [] }),
        ),
      ),
    remove: async () => void (await kernel.runNft(op, { text: "drop the tables" })),
  };
  const traits = {
    mtu: 1500,
    interContainer: true,
    internal: false,
    hostAddress: "0.0.0.0",
    interfacePrefix: "eth",
    options: {},
  };
  const ports = new PublishedPorts({ translated: true, log: op.log });
  const maker = { prepare: () => Promise.resolve(prepared) };
  return new BridgeNetwork({ kernel, ports, traits, maker, userlandProxy: false });
}

test("the firewall of a bridge that is being removed is not made anew", async () => {
  const kernel = new FakeKernel();
  const commands = (): string[] => kernel.calls.flatMap((call) => (call.call === "runNft" ? [call.commands.text] : []));
  const bridge = bridgeOn(kernel);
  await bridge.recover(op, []);
  await bridge.rebuildFirewall(op);
  expect(bridge.tables).toEqual(["table ip t"]);
  expect(commands().at(-1)).toContain("table ip t");
  const removal = bridge.remove(op);
  expect(bridge.tables).toEqual([]);
  await bridge.rebuildFirewall(op);
  await removal;
  await bridge.rebuildFirewall(op);
  expect(commands().at(-1)).toBe("drop the tables");
});
