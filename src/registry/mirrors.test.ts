import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RepositoryName } from "#core/registry/contract.ts";
import { endpointsOf } from "./endpoints/endpoints-of.ts";
import { op, testFolder, testRegistries, testSettings } from "./registries.test-support.ts";
import type { RegistrySettings } from "./settings.ts";
import { refuse, StandIn, send } from "./stand-in.test-support.ts";

const hub: RepositoryName = { domain: "docker.io", path: "library/app" };

/** Behind a proxy no name is looked up. */
const namesUnknown = { ...testSettings, proxies: { httpProxy: "", httpsProxy: "proxy.invalid", noProxy: "" } };

async function places(name: RepositoryName, settings: Partial<RegistrySettings>): Promise<unknown[]> {
  const found = await endpointsOf(name, { ...namesUnknown, ...settings });
  return found.map(({ api, path, own, query }) => [
    `${api}/${path}${query === "" ? "" : `?${query}`}`,
    own ? "own" : "mirror",
  ]);
}

/** A folder with one file in it. */
function withFile(path: string, text: string): ReturnType<typeof testFolder> {
  const folder = testFolder();
  mkdirSync(join(folder.path, path, ".."), { recursive: true });
  writeFileSync(join(folder.path, path), text);
  return folder;
}

test("mirrors of the Hub are for the Hub alone", async () => {
  const mirrors = ["https://mirror.invalid/", "http://127.0.0.1:5055/below/"];
  expect(await places(hub, { mirrors })).toEqual([
    ["https://mirror.invalid/v2/library/app", "mirror"],
    ["http://127.0.0.1:5055/below/v2/library/app", "mirror"],
    ["https://registry-1.docker.io/v2/library/app", "own"],
  ]);
  expect(await places({ domain: "reg.invalid", path: "x" }, { mirrors })).toEqual([
    ["https://reg.invalid/v2/x", "own"],
  ]);
});

test("hosts.toml names the mirrors of any registry", async () => {
  using folder = withFile(
    "reg.invalid_5000_/hosts.toml",
    `
[host."https://one.example"]
capabilities = ["pull", "resolve"]
skip_verify = true
[host."https://one.example".header]
X-One = ["a", "b"]
[host."http://two.example/v2/proxy"]
override_path = true
[host."https://reg.invalid:5000"]
`,
  );
  const name = { domain: "reg.invalid:5000", path: "x" };
  expect(await places(name, { hostsFolders: ["/nonexistent", folder.path] })).toEqual([
    ["https://one.example/v2/x?ns=reg.invalid%3A5000", "mirror"],
    ["http://two.example/v2/proxy/x?ns=reg.invalid%3A5000", "mirror"],
    ["https://reg.invalid:5000/v2/x", "own"],
    ["https://reg.invalid:5000/v2/x", "own"],
  ]);
  const [one] = await endpointsOf(name, { ...namesUnknown, hostsFolders: [folder.path] });
  expect(one).toMatchObject({
    headers: { "X-One": "a, b" },
    capabilities: ["pull", "resolve"],
    tls: { skipVerify: true },
  });
});

test("a server that hosts.toml names is asked in place of the registry, and is not it", async () => {
  using folder = withFile("_default/hosts.toml", 'server = "http://reg.invalid"\n');
  expect(await places({ domain: "reg.invalid", path: "x" }, { hostsFolders: [folder.path] })).toEqual([
    ["http://reg.invalid/v2/x", "mirror"],
  ]);
  expect(await places({ domain: "other.invalid", path: "x" }, { hostsFolders: [folder.path] })).toEqual([
    ["http://reg.invalid/v2/x?ns=other.invalid", "mirror"],
  ]);
});

test("registries.conf moves and mirrors what begins with the longest prefix", async () => {
  using folder = withFile(
    "registries.conf",
    `
unqualified-search-registries = ["docker.io"]
[[registry]]
prefix = "reg.invalid"
insecure = true
[[registry]]
prefix = "reg.invalid/team"
location = "moved.example/all/team"
[[registry.mirror]]
location = "mirror.invalid/cache"
insecure = true
[[registry]]
prefix = "*.blocked.example"
blocked = true
[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "hub.example"
pull-from-mirror = "digest-only"
`,
  );
  const registriesConf = folder.file("registries.conf");
  expect(await places({ domain: "reg.invalid", path: "team/app" }, { registriesConf })).toEqual([
    ["https://mirror.invalid/v2/cache/app", "mirror"],
    ["http://mirror.invalid/v2/cache/app", "mirror"],
    ["https://moved.example/v2/all/team/app", "mirror"],
  ]);
  expect(await places({ domain: "reg.invalid", path: "teams" }, { registriesConf })).toEqual([
    ["https://reg.invalid/v2/teams", "own"],
    ["http://reg.invalid/v2/teams", "own"],
  ]);
  expect(await places(hub, { registriesConf })).toEqual([
    ["https://hub.example/v2/library/app", "mirror"],
    ["https://registry-1.docker.io/v2/library/app", "own"],
  ]);
  expect((await endpointsOf(hub, { ...testSettings, registriesConf }))[0]?.onlyFor).toBe("digest");
  expect(places({ domain: "a.blocked.example:5000", path: "x" }, { registriesConf })).rejects.toThrow("is blocked in");
  mkdirSync(`${registriesConf}.d`);
  writeFileSync(`${registriesConf}.d/10.conf`, '[[registry]]\nprefix = "reg.invalid/team"\n');
  expect(await places({ domain: "reg.invalid", path: "team/app" }, { registriesConf })).toEqual([
    ["https://reg.invalid/v2/team/app", "own"],
  ]);
});

test("a file that is not what it should be is named", async () => {
  for (const [text, why] of [
    ["[[registry", "Invalid TOML"],
    ["[[registry]]\n", "registry[0].prefix is missing"],
    ["[[registry]]\nprefix = 7\n", "registry[0].prefix is not a string"],
    ["[registries.search]\nregistries = []\n", "version 1 of the format is not supported"],
    [
      '[[registry]]\nprefix = "a.b"\n[[registry.mirror]]\nlocation = "c.d"\npull-from-mirror = "x"\n',
      'registry[0].mirror[0].pull-from-mirror is unknown: "x"',
    ],
  ] as const) {
    using folder = withFile("registries.conf", text);
    const registriesConf = folder.file("registries.conf");
    expect(places(hub, { registriesConf })).rejects.toThrow(`${registriesConf}: `);
    expect(places(hub, { registriesConf })).rejects.toThrow(why);
  }
  for (const [text, why] of [
    ['[host."ftp://x"]\n', "has an address that is none"],
    ['[host."https://x"]\ncapabilities = ["eat"]\n', 'has an unknown one: "eat"'],
    ['[host."https://x".header]\nA = "a\\r\\nb"\n', "is no header"],
    ['[host."https://x"]\nca = "missing.pem"\n', "missing.pem"],
  ] as const) {
    using folder = withFile("docker.io/hosts.toml", text);
    expect(places(hub, { hostsFolders: [folder.path] })).rejects.toThrow(why);
  }
});

test("a mirror that has it not, or does not answer, is passed over", async () => {
  await using registry = await StandIn.start();
  await using mirror = await StandIn.start();
  const top = registry.putManifest("app", "1", { schemaVersion: 2 });
  const hosts = `[host."http://127.0.0.1:9"]\n[host."${mirror.origin}"]\n`;
  using folder = withFile(`${registry.host}/hosts.toml`, hosts);
  await using registries = testRegistries({ hostsFolders: [folder.path] });
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull" });
  expect(await repository.resolve(op, "1")).toEqual(top);
  expect(repository.route).toBe(registry.origin);
  expect(mirror.log.at(-1)?.path).toBe(`/v2/app/manifests/1?ns=${encodeURIComponent(registry.host)}`);
  mirror.putManifest("app", "1", { schemaVersion: 2 });
  await repository.manifest(op, top.digest);
  expect(repository.route).toBe(mirror.origin);
  mirror.rule = ({ asked, response }) =>
    asked.path.includes("/manifests/") && refuse(response, 500, "UNKNOWN", "x") !== undefined;
  await repository.manifest(op, top.digest);
  expect(repository.route).toBe(registry.origin);
});

test("headers that a file gives to a mirror go to that mirror alone", async () => {
  await using other = await StandIn.start();
  await using mirror = await StandIn.start();
  const top = other.putManifest("app", "1", { schemaVersion: 2 });
  mirror.rule = ({ asked, response }) =>
    asked.path.includes("/manifests/") &&
    send(response, 307, Buffer.alloc(0), { Location: `${other.origin}/v2/app/manifests/1` }) !== undefined;
  const hosts = `[host."${mirror.origin}"]\n[host."${mirror.origin}".header]\nAuthorization = "Basic c2VjcmV0"\n`;
  using folder = withFile("reg.invalid/hosts.toml", hosts);
  await using registries = testRegistries({ hostsFolders: [folder.path], proxies: namesUnknown.proxies });
  await using repository = registries.repository(
    { domain: "reg.invalid", path: "app" },
    { actions: "pull", headers: { "X-Meta-A": "1" } },
  );
  expect(await repository.resolve(op, "1")).toEqual(top);
  expect(mirror.log.map(({ headers }) => headers["authorization"])).toEqual(["Basic c2VjcmV0", "Basic c2VjcmV0"]);
  expect(other.log.map(({ headers }) => [headers["authorization"], headers["x-meta-a"]])).toEqual([
    [undefined, undefined],
  ]);
});
