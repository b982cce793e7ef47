import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { closeFd } from "../fd.ts";
import { readFileIn, writeFileIn } from "../rooted-files.ts";
import type { Kernel } from "./contract.ts";
import { openLinuxKernel } from "./linux.ts";
import { mountOverlayClassic } from "./mounts.ts";
import { unfinishedBridgeName } from "./unfinished-bridge.ts";

const op = backgroundOp();
let kernel: Kernel;
let directory: string;

beforeAll(() => {
  kernel = openLinuxKernel();
  directory = mkdtempSync(join(tmpdir(), "kernel-"));
});

afterAll(async () => {
  await kernel.unmount(op, join(directory, "anchor"));
  await kernel[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

function tree(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(directory, name);
  mkdirSync(path, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

function mountLines(): string[] {
  return readFileSync("/proc/self/mountinfo", "utf8").split("\n");
}

async function failureOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(() => "no failure", String);
}

describe("overlay", () => {
  test("is attached to nowhere, upper layers win, writes go to the upper directory", async () => {
    const before = mountLines();
    const lowers = [tree("top", { a: "top" }), tree("bottom", { a: "bottom", b: "bottom" })];
    const [upper, work] = [tree("upper", {}), tree("work", {})];
    const fd = await kernel.mountOverlay(op, { lowers, upper, work });
    expect(readFileIn(fd, "a", { maxBytes: 10 }).toString()).toBe("top");
    expect(readFileIn(fd, "b", { maxBytes: 10 }).toString()).toBe("bottom");
    writeFileIn(fd, "c", { bytes: Buffer.from("new"), mode: 0o644, uid: 0, gid: 0 });
    expect(mountLines()).toEqual(before);
    closeFd(fd);
    expect(readdirSync(upper)).toEqual(["c"]);
  });

  test("takes 127 layers, and paths that mount options cannot hold", async () => {
    const lowers = Array.from({ length: 126 }, (_, i) => tree(`layers/${i}`, { [`f${i}`]: "x" }));
    const odd = `odd:,\\${"x".repeat(200)}/${"y".repeat(200)}`;
    lowers.push(tree(odd, { odd: "odd" }));
    const fd = await kernel.mountOverlay(op, { lowers, upper: tree(`${odd}u`, {}), work: tree(`${odd}w`, {}) });
    expect(readFileIn(fd, "odd", { maxBytes: 10 }).toString()).toBe("odd");
    expect(readFileIn(fd, "f125", { maxBytes: 10 }).toString()).toBe("x");
    closeFd(fd);
  });

  test("is the same on kernels with the classic mount call only", () => {
    const before = mountLines();
    const lowers = [tree("top", { a: "top" }), tree("odd:1", { b: "odd" })];
    const fd = mountOverlayClassic({ lowers, upper: tree("upper2", {}), work: tree("work2", {}) });
    expect(mountLines()).toEqual(before);
    expect(readFileIn(fd, "b", { maxBytes: 10 }).toString()).toBe("odd");
    writeFileIn(fd, "c", { bytes: Buffer.from("new"), mode: 0o644, uid: 0, gid: 0 });
    closeFd(fd);
  });

  test("without an upper directory is read-only, of one layer too", async () => {
    for (const lowers of [[tree("r1", { a: "1" })], [tree("r1", { a: "1" }), tree("r2", { a: "2" })]]) {
      const fd = await kernel.mountOverlay(op, { lowers });
      expect(readFileIn(fd, "a", { maxBytes: 10 }).toString()).toBe("1");
      const file = { bytes: Buffer.from("x"), mode: 0o644, uid: 0, gid: 0 };
      expect(() => writeFileIn(fd, "x", file)).toThrow("read-only file system");
      closeFd(fd);
    }
  });

  test("names what is missing", async () => {
    const lowers = [join(directory, "none"), tree("r1", {})];
    expect(await failureOf(kernel.mountOverlay(op, { lowers }))).toContain("no such file or directory");
  });
});

test("an anchor is one private mount, however often it is made", async () => {
  const anchor = join(directory, "anchor");
  await kernel.makePrivateAnchor(op, anchor);
  await kernel.makePrivateAnchor(op, anchor);
  const lines = mountLines().filter((line) => line.split(" ")[4] === anchor);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.split(" - ")[0]?.split(" ")).toHaveLength(6);
});

describe("network namespaces", () => {
  test("are new ones with lo up, and the daemon stays in its own", async () => {
    const own = readlinkSync("/proc/self/ns/net");
    const fds = [await kernel.createNetns(op), await kernel.createNetns(op), await kernel.createNetns(op)];
    const names = fds.map((fd) => readlinkSync(`/proc/self/fd/${fd}`));
    expect(new Set([own, ...names]).size).toBe(4);
    const { links } = await kernel.readNetwork(op, fds[0]);
    expect(links.map(({ name, up }) => ({ name, up }))).toEqual([{ name: "lo", up: true }]);
    expect(readlinkSync("/proc/self/ns/net")).toBe(own);
    for (const fd of fds) closeFd(fd);
  });

  test("are wired to a bridge in two blocks, and the wire goes with the namespace", async () => {
    const netns = await kernel.createNetns(op);
    await kernel.configureNetwork(op, [
      {
        steps: [
          { do: "add-bridge", name: "br-test", alias: "made by a test" },
          { do: "forget-neighbour", link: "br-test", address: "10.9.0.2" },
          { do: "add-address", link: "br-test", address: "10.9.0.1", prefixLength: 16 },
          { do: "add-address", link: "br-test", address: "10.9.0.1", prefixLength: 16 },
          { do: "set-link", name: "br-test", up: true },
          {
            do: "add-veth",
            name: "vethtest",
            master: "br-test",
            mtu: 1400,
            peer: { netns, name: "eth0", hardwareAddress: "02:42:0a:09:00:02" },
          },
        ],
      },
      {
        netns,
        steps: [
          { do: "set-sysctl", key: "net/ipv6/conf/eth0/disable_ipv6", value: "1", optional: true },
          { do: "add-address", link: "eth0", address: "10.9.0.2", prefixLength: 16 },
          { do: "set-link", name: "eth0", up: true },
          { do: "add-default-route", link: "eth0", gateway: "10.9.0.1" },
        ],
      },
    ]);
    const inside = await kernel.readNetwork(op, netns);
    const eth0 = inside.links.find(({ name }) => name === "eth0");
    expect(eth0).toMatchObject({ kind: "veth", up: true, mtu: 1400, hardwareAddress: "02:42:0a:09:00:02" });
    expect(inside.addresses).toContainEqual({ linkIndex: eth0?.index ?? 0, address: "10.9.0.2", prefixLength: 16 });
    expect(inside.addresses.filter(({ address }) => address.startsWith("fe80"))).toEqual([]);
    expect(inside.routes.find(({ destination }) => destination === undefined)).toMatchObject({ gateway: "10.9.0.1" });
    await kernel.configureNetwork(op, [{ steps: [{ do: "set-port", name: "vethtest", isolated: true }] }]);
    const outside = await kernel.readNetwork(op);
    const bridge = outside.links.find(({ name }) => name === "br-test");
    expect(outside.links.find(({ name }) => name === "vethtest")).toMatchObject({
      up: true,
      isolated: true,
      master: bridge?.index,
    });
    expect(bridge?.alias).toBe("made by a test");
    closeFd(netns);
    await kernel.configureNetwork(op, [{ steps: [{ do: "delete-link", name: "br-test" }] }]);
    while ((await kernel.readNetwork(op)).links.some(({ name }) => name === "vethtest")) await Bun.sleep(1);
  });

  test("a bridge that a crash left unfinished gives way to the next one", async () => {
    const alias = "made in two steps";
    const left = { do: "add-bridge", name: unfinishedBridgeName(alias) } as const;
    const whole = { do: "add-bridge", name: "br-whole", alias, mtu: 1400 } as const;
    await kernel.configureNetwork(op, [{ steps: [left, whole] }]);
    const bridges = (await kernel.readNetwork(op)).links.filter(({ kind }) => kind === "bridge");
    expect(bridges).toMatchObject([{ name: "br-whole", alias, mtu: 1400 }]);
    expect(await failureOf(kernel.configureNetwork(op, [{ steps: [whole] }]))).toContain("br-whole: file exists");
    expect((await kernel.readNetwork(op)).links.filter(({ kind }) => kind === "bridge")).toHaveLength(1);
    await kernel.configureNetwork(op, [{ steps: [{ do: "delete-link", name: "br-whole" }] }]);
  });

  test("a refused step names the link and the cause", async () => {
    const steps = [{ do: "set-link", name: "none0", up: true }] as const;
    expect(await failureOf(kernel.configureNetwork(op, [{ steps }]))).toContain("none0: no such device");
    await kernel.configureNetwork(op, [{ steps: [{ do: "delete-link", name: "none0" }] }]);
  });
});

describe("nft", () => {
  test("commands are one transaction, in the namespace that was named", async () => {
    const netns = await kernel.createNetns(op);
    await kernel.runNft(op, { text: "add table ip here\nadd chain ip here c" });
    await kernel.runNft(op, { text: "add table ip there", netns });
    expect(await kernel.runNft(op, { text: "list tables" })).toBe("table ip here\n");
    expect(await kernel.runNft(op, { text: "list tables", netns })).toBe("table ip there\n");
    expect(JSON.parse(await kernel.runNft(op, { text: "list tables", json: true }))).toHaveProperty("nftables");
    const bad = kernel.runNft(op, { text: "add table ip half\nadd rule ip none c accept" });
    expect(await failureOf(bad)).toContain("No such file or directory");
    expect(await kernel.runNft(op, { text: "list tables" })).toBe("table ip here\n");
    await kernel.runNft(op, { text: "delete table ip here" });
    closeFd(netns);
  });
});
