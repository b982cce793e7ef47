import { afterAll, beforeAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Certificates } from "../../tests/support/certificates.ts";
import { ProxyStandIn } from "./proxy-stand-in.test-support.ts";
import { op, testFolder, testRegistries, testSettings } from "./registries.test-support.ts";
import type { RegistrySettings } from "./settings.ts";
import { SocksStandIn } from "./socks-stand-in.test-support.ts";
import { refuse, StandIn, wantsPassword, wantsToken } from "./stand-in.test-support.ts";

/** A name that no name server knows: it is reached through a proxy alone, and is not this machine's. */
const domain = "registry.invalid:5443";
const folder = testFolder();
const jane = { username: "jane", password: "secret" };

beforeAll(() => {
  certificate("server", "DNS:registry.invalid,DNS:mirror.invalid");
  certificate("other", "DNS:other.invalid");
  certificate("address", "IP:10.9.9.9");
  certificate("client", "DNS:client");
});
afterAll(() => folder[Symbol.dispose]());

function certificate(name: string, alternatives: string): void {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder.file(`${name}.key`)];
  const what = ["-x509", "-days", "2", "-subj", `/CN=${name}`, "-addext", `subjectAltName=${alternatives}`];
  execFileSync("openssl", ["req", ...what, ...key, "-out", folder.file(`${name}.crt`)], { stdio: "ignore" });
}

function pem(name: string): { readonly cert: string; readonly key: string } {
  const read = (suffix: string): string => readFileSync(folder.file(`${name}.${suffix}`), "utf8");
  return { cert: read("crt"), key: read("key") };
}

/** A folder of certificates in which the registry has these files: what they are called there, and what they are. */
function trusting(files: Readonly<Record<string, string>>): string {
  const certificates = folder.file("certs.d");
  rmSync(certificates, { recursive: true, force: true });
  mkdirSync(join(certificates, domain), { recursive: true });
  for (const [name, source] of Object.entries(files))
    copyFileSync(folder.file(source), join(certificates, domain, name));
  return certificates;
}

interface Outcome {
  readonly error: string;
  readonly proxied: readonly string[];
}

/** Resolves a tag of the registry, which is behind a proxy. */
async function resolveTag(registry: StandIn, settings: Partial<RegistrySettings>): Promise<Outcome> {
  await using proxy = await ProxyStandIn.start(() => registry.port);
  const proxies = { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy: "" };
  await using registries = testRegistries({ proxies, ...settings });
  await using repository = registries.repository({ domain, path: "app" }, { actions: "pull", credential: jane });
  const error = await repository.resolve(op, "1").then(
    () => "",
    (failure: Error) => failure.message,
  );
  return { error, proxied: proxy.heads.map((head) => head.split(" HTTP/")[0] ?? "") };
}

async function secureRegistry(name = "server", clientCa?: string): Promise<StandIn> {
  const registry = await StandIn.start({ tls: { ...pem(name), ...(clientCa === undefined ? {} : { clientCa }) } });
  registry.putManifest("app", "1", { schemaVersion: 2 });
  return registry;
}

const prefix = `Get "https://${domain}/v2/": `;
const verification = `${prefix}tls: failed to verify certificate: x509: `;

test("a certificate must be of a known authority", async () => {
  await using registry = await secureRegistry();
  expect((await resolveTag(registry, {})).error).toBe(`${verification}certificate signed by unknown authority`);
  expect(registry.log).toEqual([]);
  const trusted = await resolveTag(registry, { certificatesFolder: trusting({ "ca.crt": "server.crt" }) });
  expect(trusted).toEqual({ error: "", proxied: [`CONNECT ${domain}`] });
});

test("a certificate must be for the registry's name", async () => {
  await using other = await secureRegistry("other");
  const others = await resolveTag(other, { certificatesFolder: trusting({ "ca.crt": "other.crt" }) });
  expect(others.error).toBe(`${verification}certificate is valid for other.invalid, not registry.invalid`);
  await using address = await secureRegistry("address");
  const addresses = await resolveTag(address, { certificatesFolder: trusting({ "ca.crt": "address.crt" }) });
  expect(addresses.error).toBe(
    `${verification}certificate is not valid for any names, but wanted to match registry.invalid`,
  );
});

test("the certificate itself is looked at before who signed it", async () => {
  await using other = await secureRegistry("other");
  expect((await resolveTag(other, {})).error).toBe(
    `${verification}certificate is valid for other.invalid, not registry.invalid`,
  );
  const expired = new Certificates(folder.path);
  expired.authority("authority");
  expired.sign("past", "authority", { use: "serverAuth", expired: true });
  copyFileSync(folder.file("past.pem"), folder.file("past.crt"));
  await using past = await secureRegistry("past");
  expect((await resolveTag(past, {})).error).toMatch(
    /x509: certificate has expired or is not yet valid: current time \S+Z is after 2020-01-02T00:00:00Z$/,
  );
  expect([...other.log, ...past.log]).toEqual([]);
});

test("an insecure registry may show any certificate, and speak plain HTTP", async () => {
  await using registry = await secureRegistry("other");
  expect((await resolveTag(registry, { insecure: [domain] })).error).toBe("");
  await using plain = await StandIn.start();
  plain.putManifest("app", "1", { schemaVersion: 2 });
  const reached = await resolveTag(plain, { insecure: [domain] });
  expect(reached.error).toBe("");
  expect(reached.proxied.at(-1)).toStartWith(`GET http://${domain}/v2/`);
});

test("plain HTTP is spoken to no other, whatever fails", async () => {
  await using plain = await StandIn.start({ rule: wantsPassword("jane", "secret") });
  const { error, proxied } = await resolveTag(plain, {});
  expect(error).toBe(`${prefix}http: server gave HTTP response to HTTPS client`);
  expect(proxied.every((head) => head.startsWith("CONNECT"))).toBe(true);
  expect(plain.log).toEqual([]);
});

test("a client's certificate is shown where one is wanted", async () => {
  await using registry = await secureRegistry("server", pem("client").cert);
  const without = await resolveTag(registry, { certificatesFolder: trusting({ "ca.crt": "server.crt" }) });
  expect(without.error).toMatch(
    /^Get "https:\/\/registry\.invalid:5443\/v2\/": (remote error: tls: certificate required|.*EOF|.*reset by peer)$/,
  );
  const shown = trusting({ "ca.crt": "server.crt", "client.cert": "client.crt", "client.key": "client.key" });
  expect((await resolveTag(registry, { certificatesFolder: shown })).error).toBe("");
});

test("a pair that is not whole is told in Docker's words", async () => {
  await using registry = await secureRegistry();
  const noKey = await resolveTag(registry, { certificatesFolder: trusting({ "client.cert": "client.crt" }) });
  expect(noKey.error).toBe(
    "missing key client.key for client certificate client.cert. CA certificates must use the extension .crt",
  );
  const noCertificate = await resolveTag(registry, { certificatesFolder: trusting({ "client.key": "client.key" }) });
  expect(noCertificate.error).toBe("missing client certificate client.cert for key client.key");
});

test("a token server without TLS gets no credential of a registry with TLS", async () => {
  await using tokens = await StandIn.start();
  await using registry = await secureRegistry();
  registry.rule = wantsToken(() => `${tokens.origin}/token`);
  const { error } = await resolveTag(registry, { certificatesFolder: trusting({ "ca.crt": "server.crt" }) });
  expect(error).toContain("a registry with TLS needs a token server with TLS");
  expect(tokens.log).toEqual([]);
});

test("a redirect from TLS to plain HTTP is not followed, but to this machine", async () => {
  await using registry = await secureRegistry();
  registry.rule = ({ asked, response }) =>
    asked.path.includes("/manifests/") &&
    refuse(response, 307, "X", "moved", 1, { Location: "http://elsewhere.invalid/x" }) !== undefined;
  const { error, proxied } = await resolveTag(registry, { certificatesFolder: trusting({ "ca.crt": "server.crt" }) });
  expect(error).toBe(
    `Head "https://${domain}/v2/app/manifests/1": refusing to follow a redirect from https to "http://elsewhere.invalid/x"`,
  );
  expect(proxied.some((head) => head.includes("elsewhere"))).toBe(false);
});

test("a proxy that wants to know who asks is told", async () => {
  await using registry = await secureRegistry();
  await using proxy = await ProxyStandIn.start(() => registry.port);
  const proxies = { httpProxy: "", httpsProxy: proxy.url.replace("//", "//us%40er:pass@"), noProxy: "" };
  await using registries = testRegistries({ proxies, certificatesFolder: trusting({ "ca.crt": "server.crt" }) });
  await using repository = registries.repository({ domain, path: "app" }, { actions: "pull" });
  await repository.resolve(op, "1");
  expect(proxy.heads[0]).toContain(`Proxy-Authorization: Basic ${Buffer.from("us@er:pass").toString("base64")}\r\n`);
});

test("a SOCKS proxy is told the name, and who asks", async () => {
  await using registry = await secureRegistry();
  const certificatesFolder = trusting({ "ca.crt": "server.crt" });
  const ask = async (url: string): Promise<string> => {
    const proxies = { httpProxy: "", httpsProxy: url, noProxy: "" };
    await using registries = testRegistries({ proxies, certificatesFolder });
    await using repository = registries.repository({ domain, path: "app" }, { actions: "pull", credential: jane });
    return await repository.resolve(op, "1").then(
      () => "",
      (failure: Error) => failure.message,
    );
  };
  await using open = await SocksStandIn.start(() => registry.port);
  expect(await ask(`socks5://${open.host}`)).toBe("");
  expect(open.asked[0]).toBe("registry.invalid");
  await using closed = await SocksStandIn.start(() => registry.port, { user: "us@er:pass" });
  expect(await ask(`socks5h://us%40er:pass@${closed.host}`)).toBe("");
  const refused = `socks connect tcp ${closed.host}->registry.invalid:5443: `;
  expect(await ask(`socks5://other:pass@${closed.host}`)).toContain(
    `${refused}username/password authentication failed`,
  );
  expect(await ask(`socks5://${closed.host}`)).toContain(`${refused}no acceptable authentication methods`);
  await using broken = await SocksStandIn.start(() => registry.port, { code: 5 });
  expect(await ask(`socks5://${broken.host}`)).toContain("unknown error connection refused");
  expect(await ask(`socks4://${open.host}`)).toContain("not supported: proxy scheme");
});

test("what cannot be reached is told in Go's words", async () => {
  const proxies = testSettings.proxies;
  await using registries = testRegistries({ proxies, timings: { ...testSettings.timings, dialMs: 300 } });
  const reach = async (host: string): Promise<string> => {
    await using repository = registries.repository({ domain: host, path: "x" }, { actions: "pull" });
    return await repository.resolve(op, "1").then(
      () => "",
      (error: Error) => error.message,
    );
  };
  expect(await reach("127.0.0.1:9")).toBe(
    'Get "http://127.0.0.1:9/v2/": dial tcp 127.0.0.1:9: connect: connection refused',
  );
  expect(await reach("no-such-host.invalid")).toMatch(
    /^Get "https:\/\/no-such-host\.invalid\/v2\/": dial tcp: lookup no-such-host\.invalid( on \S+)?: /,
  );
  // A name server may be slow to say that it does not know.
}, 30_000);
