import { expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

interface Inspected {
  readonly HostConfig: { readonly Links: string[] | null };
  readonly NetworkSettings: { readonly IPAddress: string; readonly SandboxID: string; readonly Networks: object };
  readonly HostsPath: string;
  readonly State: { readonly Status: string };
}

async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await (await engine()).docker(args);
  if (code !== 0) throw new Error(`${args.join(" ")}: ${code} ${stderr}`);
  return stdout.trim();
}

async function inspect(name: string): Promise<Inspected> {
  return (await engine()).json<Inspected>("GET", `/containers/${name}/json`);
}

async function answer(method: string, path: string, body?: object): Promise<string> {
  const { status, body: bytes } = await (await engine()).request(method, path, { body });
  const text = bytes.toString();
  return `${status} ${text === "" ? "" : (JSON.parse(text) as { message?: string }).message}`;
}

function create(name: string, fields: object): Promise<string> {
  return answer("POST", `/containers/create?name=${name}`, { Image: "busybox", Cmd: ["sleep", "1000"], ...fields });
}

const hostsOf = (name: string) => docker("exec", name, "cat", "/etc/hosts");
const address = async (name: string) => (await inspect(name)).NetworkSettings.IPAddress;

test("a linked container is known by its alias, in hosts and in the environment", async () => {
  const id = await docker(
    "run",
    "-d",
    "--name",
    "db",
    "--expose",
    "5432",
    "-e",
    "SECRET=1",
    "busybox",
    "sleep",
    "1000",
  );
  await docker("run", "-d", "--name", "web", "--link", "db:my-db", "--link", "db", "busybox", "sleep", "1000");
  const ip = await address("db");
  const hosts = await hostsOf("web");
  expect(hosts).toContain(`${ip}\tmy-db ${id.slice(0, 12)} db\n`);
  expect(hosts).toContain(`${ip}\tdb ${id.slice(0, 12)}\n`);
  const environment = await docker("exec", "web", "env");
  expect(environment).toContain(`MY_DB_PORT_5432_TCP_ADDR=${ip}\n`);
  expect(environment).toContain("MY_DB_ENV_SECRET=1\n");
  expect(environment).toContain("DB_NAME=/web/db\n");
  expect((await inspect("web")).HostConfig.Links?.toSorted()).toEqual(["/db:/web/db", "/db:/web/my-db"]);
});

test("the linked container has names by its links, and is found by them", async () => {
  const rows = await (await engine()).json<Array<{ Names: string[] }>>("GET", "/containers/json");
  const names = rows.map((row) => row.Names.toSorted()).find((row) => row.includes("/db"));
  expect(names).toEqual(["/db", "/web/db", "/web/my-db"]);
  expect(await docker("inspect", "-f", "{{.Name}}", "web/my-db")).toBe("/db");
  expect(await answer("GET", "/containers/web/nosuch/json")).toBe("404 No such container: web/nosuch");
});

test("links follow a new address and new names", async () => {
  const before = await address("db");
  await docker("stop", "-t", "0", "db");
  await docker("run", "-d", "--name", "filler", "busybox", "sleep", "1000");
  await docker("start", "db");
  const after = await address("db");
  expect(after).not.toBe(before);
  expect(await hostsOf("web")).toContain(`${after}\tmy-db `);
  await docker("rename", "db", "store");
  await docker("rename", "web", "shop");
  expect((await inspect("shop")).HostConfig.Links?.toSorted()).toEqual(["/store:/shop/db", "/store:/shop/my-db"]);
  await docker("restart", "-t", "0", "shop");
  expect(await hostsOf("shop")).toMatch(new RegExp(`${after}\tmy-db [0-9a-f]{12} store`));
});

test("a link can be removed, and nothing else by that way", async () => {
  const conflict = "500 Conflict, cannot remove the default link name of the container";
  expect(await answer("DELETE", "/containers/store?link=1")).toBe(conflict);
  await docker("rm", "--link", "shop/my-db");
  expect((await inspect("shop")).HostConfig.Links).toEqual(["/store:/shop/db"]);
  expect(await hostsOf("shop")).not.toContain("my-db");
});

test("what is linked to must run, be there, and be on the default bridge", async () => {
  await docker("stop", "-t", "0", "store");
  const stopped = "500 Cannot link to a non running container: /store AS /shop/db";
  expect(await answer("POST", "/containers/shop/exec", { Cmd: ["true"] })).toBe(stopped);
  await docker("stop", "-t", "0", "shop");
  expect(await answer("POST", "/containers/shop/start")).toBe(stopped);
  await docker("rm", "store");
  expect(await answer("POST", "/containers/shop/start")).toBe(stopped);
  expect(await create("late", { HostConfig: { Links: ["nosuch:x"] } })).toBe(
    "400 could not get container for nosuch: No such container: nosuch",
  );
  expect(await create("late", { HostConfig: { Links: ["a:b:c"] } })).toBe("500 bad format for links: a:b:c");
  expect(await create("apart", { HostConfig: { NetworkMode: "none" } })).toStartWith("201");
  expect(await create("late", { HostConfig: { Links: ["apart:x"] } })).toStartWith("201");
  await docker("start", "apart");
  expect(await answer("POST", "/containers/late/start")).toMatch(
    /^500 container [0-9a-f]{64} not attached to default bridge network$/,
  );
});

test("on a user's network a link is an alias that only its owner knows", async () => {
  await docker("network", "create", "linked");
  for (const [name, ...options] of [["target"], ["owner", "--link", "target:nick"], ["other"]] as const)
    await docker("run", "-d", "--name", name!, "--network", "linked", ...options, "busybox", "sleep", "1000");
  const target = await (await engine()).json<{ NetworkSettings: { Networks: { linked: { IPAddress: string } } } }>(
    "GET",
    "/containers/target/json",
  );
  const found = await docker("exec", "owner", "nslookup", "-type=a", "nick");
  expect(found).toContain(target.NetworkSettings.Networks.linked.IPAddress);
  expect((await (await engine()).docker(["exec", "other", "nslookup", "-type=a", "nick"])).code).not.toBe(0);
  expect((await inspect("owner")).HostConfig.Links).toBeNull();
});

test("a container without networks has a loopback and no files of the engine's", async () => {
  expect(await create("alone", { NetworkDisabled: true, HostConfig: { NetworkMode: "host" } })).toStartWith("201");
  await docker("start", "alone");
  expect(await docker("exec", "alone", "ls", "/sys/class/net")).toBe("lo");
  const { NetworkSettings, HostsPath } = await inspect("alone");
  expect([NetworkSettings.Networks, NetworkSettings.SandboxID, HostsPath]).toEqual([{}, "", ""]);
  expect(await docker("exec", "alone", "grep", "-c", " /etc/hosts ", "/proc/mounts").catch(() => "none")).toBe("none");
});

test("devices that no driver serves fail the start", async () => {
  const HostConfig = { DeviceRequests: [{ Count: -1, Capabilities: [["gpu"]] }] };
  expect(await create("gpu", { HostConfig })).toStartWith("201");
  const text = 'could not select device driver "" with capabilities: [[gpu]]';
  expect(await answer("POST", "/containers/gpu/start")).toBe(`500 ${text}`);
  await eventually("the state", async () => (await inspect("gpu")).State.Status === "created");
});

test("the size of a container is not limited where the file system cannot", async () => {
  const size = { HostConfig: { StorageOpt: { size: "1G" } } };
  const text = "500 --storage-opt is supported only for overlay over xfs with 'pquota' mount option";
  expect(await create("small", size)).toBe(text);
});
