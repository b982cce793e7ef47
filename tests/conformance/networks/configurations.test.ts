import { expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

interface Shown {
  readonly Id: string;
  readonly Driver: string;
  readonly EnableIPv4: boolean;
  readonly EnableIPv6: boolean;
  readonly Internal: boolean;
  readonly ConfigOnly: boolean;
  readonly ConfigFrom: object;
  readonly IPAM: { readonly Driver: string; readonly Config: Array<{ readonly Subnet: string }> | null };
  readonly Options: object;
  readonly Labels: object;
}

async function answer(method: string, path: string, body?: object): Promise<string> {
  const { status, body: bytes } = await (await engine()).request(method, path, { body });
  const text = bytes.toString();
  return `${status} ${text === "" ? "" : ((JSON.parse(text) as { message?: string }).message ?? "")}`;
}

const create = (Name: string, fields: object): Promise<string> =>
  answer("POST", "/networks/create", { Name, ...fields });
const configure = (Name: string, fields: object = {}): Promise<string> => create(Name, { ConfigOnly: true, ...fields });
const from = (Network: string, fields: object = {}): Promise<string> =>
  create("dependent", { ConfigFrom: { Network }, ...fields });
const inspect = async (name: string): Promise<Shown> => (await engine()).json<Shown>("GET", `/networks/${name}`);
const docker = async (...args: string[]) => (await engine()).docker(args);

const wholeIpam = {
  Driver: "default",
  Options: { x: "y" },
  Config: [
    {
      Subnet: "10.77.0.0/24",
      IPRange: "10.77.0.128/25",
      Gateway: "10.77.0.9",
      AuxiliaryAddresses: { h: "10.77.0.200" },
    },
  ],
};
const whole = { EnableIPv6: true, Labels: { a: "b" }, Options: { foo: "bar" }, IPAM: wholeIpam };

test("a configuration keeps what is said of a network, and makes nothing", async () => {
  expect(await configure("plain")).toBe("201 ");
  expect(await inspect("plain")).toMatchObject({
    ...{ Driver: "null", EnableIPv4: true, EnableIPv6: false, ConfigOnly: true, ConfigFrom: { Network: "" } },
    ...{ IPAM: { Driver: "default", Options: null, Config: null }, Options: {}, Labels: {} },
  });
  expect(await configure("whole", whole)).toBe("201 ");
  expect(await inspect("whole")).toMatchObject({ ...whole, Driver: "null", ConfigOnly: true });
  expect(await configure("same", { IPAM: { Config: [{ Subnet: "10.77.0.0/24" }] } })).toBe("201 ");
});

test("a network is made from one, and one network only where it names a subnet", async () => {
  expect(await from("whole", { Internal: true })).toBe("201 ");
  const { IPAM, ...shown } = await inspect("dependent");
  expect(shown).toMatchObject({
    ...{ Driver: "bridge", EnableIPv6: true, Internal: true, Options: whole.Options, Labels: whole.Labels },
    ...{ ConfigOnly: false, ConfigFrom: { Network: "whole" } },
  });
  expect(IPAM.Config?.[0]).toEqual(wholeIpam.Config[0]!);
  expect(IPAM.Config?.[1]?.Subnet).toStartWith("fd");
  expect(await create("second", { ConfigFrom: { Network: "same" } })).toBe(
    "403 invalid pool request: Pool overlaps with other one on this address space",
  );
  await docker("run", "-d", "--name", "inside", "--network", "dependent", "busybox", "sleep", "1000");
  const { stdout } = await docker("exec", "inside", "ip", "-4", "addr", "show", "eth0");
  expect(stdout).toContain("inet 10.77.0.128/24");
});

test("it stays while a network is made from it, also for a prune, and over a restart", async () => {
  const inUse = '403 error while removing network: configuration network "whole" is in use';
  expect(await answer("DELETE", "/networks/whole")).toBe(inUse);
  await docker("rm", "-f", "inside");
  const before = [await inspect("whole"), await inspect("dependent")];
  await (await engine()).stop();
  await (await engine()).up();
  expect([await inspect("whole"), await inspect("dependent")]).toEqual(before);
  expect(await answer("DELETE", "/networks/whole")).toBe(inUse);
  const pruned = await (await engine()).json<{ NetworksDeleted: string[] }>("POST", "/networks/prune");
  expect(pruned.NetworksDeleted).toEqual(["dependent"]);
  expect((await inspect("plain")).ConfigOnly).toBeTrue();
  expect(await answer("DELETE", "/networks/whole")).toBe("204 ");
});

test("the client speaks of both", async () => {
  expect((await docker("network", "create", "--config-only", "--subnet", "10.90.0.0/24", "told")).code).toBe(0);
  expect((await docker("network", "create", "--config-from", "told", "made")).code).toBe(0);
  const { stdout } = await docker("network", "ls", "--filter", "name=told", "--format", "{{.Name}} {{.Driver}}");
  expect(stdout).toBe("told null\n");
  expect((await docker("network", "rm", "told")).stderr).toContain('configuration network "told" is in use');
  expect((await docker("network", "rm", "made", "told")).code).toBe(0);
});

test("no container is connected to a configuration", async () => {
  const text = "cannot create endpoint on configuration-only network";
  await docker("create", "--name", "outside", "--network", "plain", "busybox", "true");
  expect(await answer("POST", "/containers/outside/start")).toBe(`403 failed to set up container networking: ${text}`);
  await docker("run", "-d", "--name", "runs", "busybox", "sleep", "1000");
  expect(await answer("POST", "/networks/plain/connect", { Container: "runs" })).toBe(`403 ${text}`);
  expect(await answer("POST", "/networks/plain/disconnect", { Container: "runs" })).toMatch(
    /^500 container [0-9a-f]{64} is not connected to network plain$/,
  );
  const EndpointConfig = { IPAMConfig: { IPv4Address: "10.1.1.1" } };
  expect(await answer("POST", "/networks/plain/connect", { Container: "runs", EndpointConfig })).toBe(
    "400 invalid endpoint settings:\nuser specified IP address is supported only when connecting to networks with user configured subnets",
  );
});

const operator =
  "403 configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.";
const subnet = (Subnet: string) => ({ IPAM: { Config: [{ Subnet }] } });

test.each([
  [{ Internal: true }, operator],
  [{ Attachable: true }, operator],
  [{ Ingress: true }, operator],
  [{ Scope: "local" }, operator],
  [{ Scope: "swarm" }, operator],
  [{ Internal: true, ConfigFrom: { Network: "plain" } }, operator],
  [{ ConfigFrom: { Network: "plain" } }, "403 a configuration network cannot depend on another configuration network"],
  [
    { Internal: true, ...subnet("10.78.0.3/24") },
    "400 invalid network config:\ninvalid subnet 10.78.0.3/24: it should be 10.78.0.0/24",
  ],
  [
    { Options: { "com.docker.network.enable_ipv6": "zz" } },
    '400 driver-opt "com.docker.network.enable_ipv6" is not a valid bool',
  ],
  [
    { Driver: "overlay" },
    '403 This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
  ],
])("no configuration is made from %j", async (fields, text) => {
  expect(await configure("refused", fields)).toBe(text);
});

test("its name is one among the networks'", async () => {
  expect(await configure("plain")).toBe("409 network with name plain already exists");
  expect(await configure("bridge")).toBe("403 operation is not permitted on predefined bridge network ");
});

test("what a configuration says is checked when a network is made from it", async () => {
  expect(await configure("odd", { Driver: "nope", IPAM: { Driver: "nope" } })).toBe("201 ");
  expect((await inspect("odd")).IPAM.Driver).toBe("nope");
  expect(await from("odd")).toBe('404 plugin "nope" not found');
  expect(await configure("bad", { Options: { "com.docker.network.driver.mtu": "zz" } })).toBe("201 ");
  expect(await from("bad")).toStartWith("400 failed to parse com.docker.network.driver.mtu value: zz");
  expect(await configure("never", { EnableIPv4: false })).toBe("201 ");
  expect(await from("never")).toBe("400 IPv4 or IPv6 must be enabled");
  const two = { IPAM: { Config: [{ Subnet: "10.1.0.0/24" }, { Subnet: "10.2.0.0/24" }] } };
  expect(await configure("two", two)).toBe("201 ");
  expect(await from("two")).toBe("403 bridge driver doesn't support multiple subnets");
});

const dependent =
  "403 user specified configurations are not supported if the network depends on a configuration network";
const options = "403 network driver options are not supported if the network depends on a configuration network";

test.each([
  [{ EnableIPv6: true }, dependent],
  [{ EnableIPv4: false }, dependent],
  [{ Labels: { a: "b" } }, dependent],
  [subnet("10.79.0.0/24"), dependent],
  [{ IPAM: { Driver: "nope" } }, dependent],
  [{ IPAM: { Options: { x: "y" } } }, dependent],
  [{ Options: { "com.docker.network.enable_ipv6": "true" } }, dependent],
  [{ Options: { a: "b" } }, options],
  [{ Options: { a: "b" }, Labels: { a: "b" } }, dependent],
  [{ Driver: "host" }, '403 only one instance of "host" network is allowed'],
])("with a configuration goes nothing of %j", async (fields, text) => {
  expect(await from("plain", fields)).toBe(text);
});

test("a configuration is named by its name", async () => {
  const absent = (name: string): string => `404 configuration network "${name}" does not exist`;
  const { Id } = await inspect("plain");
  for (const name of ["nosuch", "bridge", Id, Id.slice(0, 12)]) expect(await from(name)).toBe(absent(name));
  expect(await from("nosuch", { Driver: "host" })).toBe(absent("nosuch"));
  expect(await from("nosuch", { Driver: "nope" })).toBe('404 plugin "nope" not found');
  expect(await from("nosuch", { Labels: { a: "b" } })).toBe(dependent);
  expect(await from("")).toBe("201 ");
  expect(await answer("DELETE", "/networks/dependent")).toBe("204 ");
});
