import { expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

interface Endpoint {
  readonly Aliases: string[] | null;
  readonly DNSNames: string[] | null;
  readonly NetworkID: string;
}

interface Inspected {
  readonly Config: { readonly MacAddress?: string };
  readonly AppArmorProfile: string;
  readonly NetworkSettings: { readonly Networks: Record<string, Endpoint> };
}

async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await (await engine()).docker(args);
  if (code !== 0) throw new Error(`${args.join(" ")}: ${code} ${stderr}`);
  return stdout.trim();
}

async function create(name: string, fields: object, more = ""): Promise<string> {
  const body = { Image: "busybox", Cmd: ["sleep", "1000"], ...fields };
  const answer = await (await engine()).request("POST", `/containers/create?name=${name}${more}`, { body });
  const { message, Warnings } = JSON.parse(answer.body.toString()) as { message?: string; Warnings?: string[] };
  return `${answer.status} ${message ?? Warnings?.join(" | ")}`;
}

const inspect = async (name: string) => (await engine()).json<Inspected>("GET", `/containers/${name}/json`);

const net = (name: string, endpoint: object | null) => ({
  HostConfig: { NetworkMode: name },
  NetworkingConfig: { EndpointsConfig: { [name]: endpoint } },
});

test("an image for another platform is refused, and one for its own is taken", async () => {
  expect(await create("own", {}, "&platform=linux/amd64")).toBe("201 ");
  // The two image stores of Docker word it differently.
  expect(await create("foreign", {}, "&platform=linux/arm64")).toMatch(
    /^404 image with reference busybox(:latest)? was found but .* specified platform \(linux\/arm64\)$/,
  );
  expect(await create("strange", {}, "&platform=a/b/c/d")).toBe(
    '400 "a/b/c/d": cannot parse platform specifier: invalid argument',
  );
});

test("a list leaves out names in networks and places of the config's volumes", async () => {
  await docker("network", "create", "--subnet", "10.77.0.0/24", "fields");
  const link = { IPAMConfig: { LinkLocalIPs: ["169.254.7.2"] }, Aliases: ["al"], MacAddress: "02:42:aa:00:00:09" };
  const host = { Tmpfs: { "/t": "" }, Mounts: [{ Type: "volume", Source: "placed", Target: "/t" }] };
  const { HostConfig, ...networking } = net("fields", link);
  const listed = { Volumes: { "/v": {} }, HostConfig: { ...HostConfig, ...host }, ...networking };
  expect(await create("listed", listed)).toBe("201 ");
  await docker("start", "listed");
  const rows = await (await engine()).json<
    Array<{
      Names: string[];
      Mounts: Array<{ Destination: string; Source: string }>;
      NetworkSettings: Inspected["NetworkSettings"];
    }>
  >("GET", "/containers/json");
  const row = rows.find(({ Names }) => Names.includes("/listed"));
  const places = new Map(row?.Mounts.map(({ Destination, Source }) => [Destination, Source]));
  expect(places.get("/v")).toBe("");
  expect(places.get("/t")).toEndWith("/volumes/placed/_data");
  // Of two mounts at one place the short form's tmpfs is the one that is there.
  expect(await docker("exec", "listed", "mount")).toContain("tmpfs on /t ");
  expect(row?.NetworkSettings.Networks["fields"]).toMatchObject({ Aliases: null, DNSNames: null });
  expect((await inspect("listed")).NetworkSettings.Networks["fields"]?.Aliases).toEqual(["al"]);
  expect((await inspect("listed")).Config.MacAddress).toBe("02:42:aa:00:00:09");
  expect(await docker("exec", "listed", "ip", "-4", "addr", "show", "eth0")).toContain("inet 169.254.7.2/16");
});

test("endpoints are checked and kept as they are named", async () => {
  expect(await create("nil", net("fields", null))).toBe(
    "400 invalid config for network fields: EndpointsConfig is nil",
  );
  expect(await create("text", net("fields", { IPAMConfig: { IPv4Address: "x" } }))).toBe(
    "400 invalid config for network fields: invalid endpoint settings:\n* invalid IPv4 address: x\n" +
      "* no configured subnet or ip-range contain the IP address x",
  );
  const other = { HostConfig: { NetworkMode: "bridge" }, NetworkingConfig: { EndpointsConfig: { fields: {} } } };
  expect(await create("elsewhere", other)).toBe("201 ");
  expect(Object.keys((await inspect("elsewhere")).NetworkSettings.Networks)).toEqual(["fields"]);
});

test("what only a start can tell is accepted", async () => {
  expect(await create("joins", { HostConfig: { NetworkMode: "container:nosuch" } })).toBe("201 ");
  const ports = { ExposedPorts: { "9/sctp": {} }, HostConfig: { PortBindings: { "9/sctp": [{}] } } };
  expect(await create("sctp", ports)).toBe("201 ");
  expect(await create("armoured", { HostConfig: { SecurityOpt: ["apparmor=unconfined"] } })).toBe("201 ");
  expect((await inspect("armoured")).AppArmorProfile).toBe("unconfined");
});

test("a start that fails leaves nothing of the networks", async () => {
  expect(await create("fails", { Cmd: ["nosuch-command"] })).toBe("201 ");
  expect((await (await engine()).request("POST", "/containers/fails/start")).status).toBe(400);
  expect((await inspect("fails")).NetworkSettings.Networks["bridge"]?.NetworkID).toBe("");
});

test("older versions get their address without a word", async () => {
  const body = { Image: "busybox", MacAddress: "02:42:aa:00:00:07" };
  const answer = await (await engine()).json<{ Warnings: string[] }>("POST", "/v1.40/containers/create?name=old", body);
  expect(answer.Warnings).toEqual([]);
  expect((await inspect("old")).Config.MacAddress).toBe("02:42:aa:00:00:07");
});

test("a container without an image has an empty root", async () => {
  expect(await create("bare", { Image: "", Cmd: null })).toBe("400 no command specified");
  expect(await create("bare", { Image: "" })).toBe("201 ");
  const { Image, ImageManifestDescriptor, Config } = await (await engine()).json<Record<string, unknown>>(
    "GET",
    "/containers/bare/json",
  );
  expect({ Image, name: (Config as { Image: string }).Image }).toEqual({ Image: "", name: "" });
  expect(ImageManifestDescriptor).toBeUndefined();
  expect((Config as { Labels: unknown }).Labels).toBeNull();
  const { status, body } = await (await engine()).request("POST", "/containers/bare/start");
  expect(status).toBe(400);
  expect(body.toString()).toContain("executable file not found in $PATH");
  expect((await (await engine()).docker(["ps", "-a", "--filter", "name=bare"])).stdout).toContain("<no image>");
  const listed = await (await engine()).json<Array<{ Names: string[]; ImageID: string }>>(
    "GET",
    "/containers/json?all=1",
  );
  expect(listed.find(({ Names }) => Names.includes("/bare"))?.ImageID).toBe("");
});

test("mounts are shown as they were asked for where they were asked for oddly", async () => {
  const more = { Volumes: { relative: {} }, HostConfig: { Binds: ["/anonymous", "/tmp/../tmp:/x/../y"] } };
  expect(await create("odd", more)).toBe("201 ");
  const { Mounts } = await (await engine()).json<{ Mounts: Array<Record<string, unknown>> }>(
    "GET",
    "/containers/odd/json",
  );
  const at = (path: string): Record<string, unknown> | undefined =>
    Mounts.find(({ Destination }) => Destination === path);
  expect(at("/anonymous")).not.toHaveProperty("Name");
  expect(at("/y")).toMatchObject({ Source: "/tmp", Propagation: "rprivate" });
  expect(at("relative")?.["Name"]).toMatch(/^[0-9a-f]{64}$/);
});
