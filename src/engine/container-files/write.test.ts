import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { writeContainerFiles } from "./write.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-files-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const input = {
  hostname: "box",
  domainname: "",
  extraHosts: [],
  hostGateway: "172.17.0.1",
  ownAddresses: ["172.17.0.2"],
  dns: { servers: ["10.1.1.1"], search: [], options: [] },
  hostNetwork: false,
};

test("the three files are written for all to read", async () => {
  const paths = await writeContainerFiles(backgroundOp(), folder, input);
  expect(await readFile(paths.hostname, "utf8")).toBe("box\n");
  expect(await readFile(paths.hosts, "utf8")).toEndWith("172.17.0.2\tbox\n");
  expect(await readFile(paths.resolvConf, "utf8")).toStartWith("nameserver 10.1.1.1\n");
  for (const path of Object.values(paths)) expect((await stat(path)).mode & 0o777).toBe(0o644);
});

test("with the host's network its hosts file is taken, unless names are added", async () => {
  const hostFiles = { hosts: join(folder, "host-hosts"), resolvConf: join(folder, "missing") };
  await writeFile(hostFiles.hosts, "127.0.0.1 vm\n");
  const network = { ...input, hostNetwork: true, hostFiles, ownAddresses: [] };
  const { hosts } = await writeContainerFiles(backgroundOp(), folder, network);
  expect(await readFile(hosts, "utf8")).toBe("127.0.0.1 vm\n");
  await writeContainerFiles(backgroundOp(), folder, { ...network, extraHosts: ["other:10.9.8.7"] });
  expect(await readFile(hosts, "utf8")).toEndWith("10.9.8.7\tother\n");
});
