import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import { FakeKernel } from "#sys/kernel/fake.ts";
import { BridgeLinks } from "./bridge-links.ts";
import { Firewall } from "./firewall.ts";

const op = backgroundOp();
const plan = { table: "t", bridge: "br", masquerade: true, forwardPolicy: "accept" } as const;
const link = { from: "parent", to: "child", ports: ["80/tcp", "53/udp", "81"] };
const parent = { endpointId: "p".repeat(64), containerId: "parent", links: [link], ...at("10.0.0.2") };
const child = { endpointId: "c".repeat(64), containerId: "child", ...at("10.0.0.3") };
const [parentPort, childPort] = ["vethppppppppppp", "vethccccccccccc"];

function at(address: string) {
  const ipv4 = { address, prefixLength: 24, gateway: "10.0.0.1" };
  return { address: { hardwareAddress: "02:42:0a:00:00:02", ipv4 } };
}

function open(kernel: FakeKernel, interContainer = false): BridgeLinks {
  const links = new BridgeLinks({ kernel, interContainer, firewall: () => firewall });
  const firewall: Firewall = new Firewall(
    kernel,
    () => plan,
    () => ({ publications: [], links: links.current() }),
  );
  return links;
}

/** What the kernel was asked for, in short. */
function asked(kernel: FakeKernel): string[] {
  return kernel.calls.flatMap((call) => {
    if (call.call === "runNft") return [call.commands.text.includes("chain forward") ? "table" : "no table"];
    if (call.call !== "configureNetwork") return [];
    const steps = call.blocks.flatMap((block) => block.steps);
    return steps.map((step) =>
      step.do === "set-port" ? `${step.name} ${step.isolated ? "closed" : "open"}` : step.do,
    );
  });
}

test("a port is open only while the firewall speaks of it", async () => {
  const kernel = new FakeKernel();
  const links = open(kernel);
  await links.enter(op, child);
  expect(asked(kernel)).toEqual([]);
  expect(links.isIsolated(child.endpointId)).toBeTrue();
  await links.enter(op, parent);
  expect(asked(kernel).splice(0)).toEqual(["table", `${childPort} open`, `${parentPort} open`]);
  expect([child, parent].map(({ endpointId }) => links.isIsolated(endpointId))).toEqual([false, false]);
  kernel.calls.length = 0;
  await links.leave(op, parent.endpointId);
  expect(asked(kernel)).toEqual([`${childPort} closed`, `${parentPort} closed`, "no table"]);
  expect(links.isIsolated(child.endpointId)).toBeTrue();
});

test("the other end may come later, and a link can end by itself", async () => {
  const kernel = new FakeKernel();
  const links = open(kernel);
  await links.enter(op, parent);
  await links.enter(op, { ...child, links: [link] });
  expect(links.current()).toHaveLength(1);
  await links.unlink(op, { from: "parent", to: "other" });
  expect(links.current()).toHaveLength(1);
  await links.unlink(op, { from: "parent", to: "child" });
  expect(links.current()).toEqual([]);
  expect(asked(kernel).at(-1)).toBe("no table");
  await links.leave(op, child.endpointId);
  expect(asked(kernel)).toHaveLength(6);
});

test("changes beside each other end in what is true at last", async () => {
  const kernel = new FakeKernel();
  const links = open(kernel);
  await links.enter(op, child);
  await Promise.all([links.enter(op, parent), links.leave(op, parent.endpointId), links.enter(op, parent)]);
  expect(asked(kernel)).toEqual(["table", `${childPort} open`, `${parentPort} open`]);
  await Promise.all([links.leave(op, child.endpointId), links.enter(op, child)]);
  expect(asked(kernel)).toHaveLength(3);
  await Promise.all([links.leave(op, child.endpointId), links.enter(op, child), links.leave(op, parent.endpointId)]);
  expect(asked(kernel).slice(3)).toEqual([`${childPort} closed`, `${parentPort} closed`, "no table"]);
});

test("where containers may talk to each other anyway, links are nothing to the kernel", async () => {
  const kernel = new FakeKernel();
  const links = open(kernel, true);
  await links.adopt(op, [child, parent]);
  await links.enter(op, child);
  await links.enter(op, parent);
  expect(kernel.calls).toEqual([]);
  expect(links.isIsolated(child.endpointId)).toBeFalse();
});

test("running endpoints are taken over with their links", async () => {
  const kernel = new FakeKernel();
  const links = open(kernel);
  await links.adopt(op, [child, parent]);
  expect(links.isIsolated(child.endpointId)).toBeTrue();
  links.adopted();
  expect(links.isIsolated(child.endpointId)).toBeFalse();
  await links.leave(op, child.endpointId);
  expect(asked(kernel)).toEqual([`${childPort} closed`, `${parentPort} closed`, "no table"]);
});
