import { expect, test } from "bun:test";
import type { RegistryCredential } from "#core/registry/contract.ts";
import { credentialsFor, registryName } from "./auth/credentials.ts";
import { op, testFolder, testRegistries } from "./registries.test-support.ts";
import { givesTokens, type Rule, refuse, StandIn, send, wantsPassword, wantsToken } from "./stand-in.test-support.ts";

const jane = { username: "jane", password: "s3cret:x" };
const basic = `Basic ${Buffer.from("jane:s3cret:x").toString("base64")}`;

/** Whatever was sent as `Authorization`, to whom. */
function shown(...registries: StandIn[]): unknown[] {
  return registries.map(({ log }) =>
    log.map(({ headers }) => headers["authorization"]).filter((value) => value !== undefined),
  );
}

interface Asking {
  readonly registry: StandIn;
  readonly credential?: RegistryCredential;
}

async function resolveOne({ registry, credential }: Asking): Promise<string> {
  await using registries = testRegistries();
  const access = { actions: "pull" as const, ...(credential === undefined ? {} : { credential }) };
  await using repository = registries.repository({ domain: registry.host, path: "team/app" }, access);
  return await repository.resolve(op, "1").then(
    () => "",
    (error: Error) => error.message,
  );
}

async function withImage(rule?: Rule): Promise<StandIn> {
  const registry = await StandIn.start(rule === undefined ? {} : { rule });
  registry.putManifest("team/app", "1", { schemaVersion: 2 });
  return registry;
}

test("a name and a password go to a registry that asks for them", async () => {
  await using registry = await withImage(wantsPassword(jane.username, jane.password));
  const url = `${registry.origin}/v2/team/app/manifests/1`;
  expect(await resolveOne({ registry })).toBe(`Head "${url}": no basic auth credentials`);
  expect(await resolveOne({ registry, credential: { ...jane, password: "wrong" } })).toBe(
    "unauthorized: authentication required",
  );
  expect(await resolveOne({ registry, credential: jane })).toBe("");
  expect(await resolveOne({ registry, credential: { auth: Buffer.from("jane:s3cret:x").toString("base64") } })).toBe(
    "",
  );
});

test("a registry that asks for nothing is shown nothing", async () => {
  await using registry = await withImage();
  expect(await resolveOne({ registry, credential: jane })).toBe("");
  expect(shown(registry)).toEqual([[]]);
});

test("a credential for another host is not shown", async () => {
  await using registry = await withImage(wantsPassword(jane.username, jane.password));
  for (const serverAddress of ["https://index.docker.io/v1/", "127.0.0.1:1", "evil.example"]) {
    expect(await resolveOne({ registry, credential: { ...jane, serverAddress } })).toContain(
      "no basic auth credentials",
    );
  }
  expect(shown(registry)).toEqual([[]]);
  for (const serverAddress of ["", registry.host, registry.origin, `https://${registry.host}/v1/`]) {
    expect(await resolveOne({ registry, credential: { ...jane, serverAddress } })).toBe("");
  }
});

test("a token is asked for the repository, once", async () => {
  await using tokens = await StandIn.start({ rule: givesTokens((who) => who === basic || who === undefined) });
  await using registry = await withImage(wantsToken(() => `${tokens.origin}/token`));
  await using registries = testRegistries();
  await using repository = registries.repository(
    { domain: registry.host, path: "team/app" },
    { actions: "pull", credential: jane },
  );
  const { digest } = await repository.resolve(op, "1");
  await repository.manifest(op, digest);
  expect(tokens.log.map(({ path }) => path)).toEqual([
    "/token?account=jane&scope=repository%3Ateam%2Fapp%3Apull&service=registry.example",
  ]);
  expect(shown(tokens)).toEqual([[basic]]);
  expect(
    shown(registry)
      .flat()
      .every((value) => String(value).startsWith("Bearer good-")),
  ).toBe(true);
  expect(await resolveOne({ registry })).toBe("");
  expect(tokens.log.at(-1)?.path).toBe("/token?scope=repository%3Ateam%2Fapp%3Apull&service=registry.example");
});

test("what a token server says is told with the request it was for", async () => {
  await using tokens = await StandIn.start({ rule: givesTokens(() => false) });
  await using registry = await withImage(wantsToken(() => `${tokens.origin}/token`));
  const prefix = `Head "${registry.origin}/v2/team/app/manifests/1": `;
  expect(await resolveOne({ registry, credential: jane })).toBe(
    `${prefix}unauthorized: incorrect username or password`,
  );
  tokens.rule = ({ response }) => send(response, 200, Buffer.from("{}")) !== undefined;
  expect(await resolveOne({ registry })).toBe(`${prefix}authorization server did not include a token in the response`);
  tokens.rule = ({ response }) => send(response, 200, Buffer.from("<html>")) !== undefined;
  expect(await resolveOne({ registry })).toBe(
    `${prefix}unable to decode token response: invalid character '<' looking for beginning of value`,
  );
  tokens.rule = ({ response }) => send(response, 200, Buffer.from('{"token":"a\\r\\nX-Evil: 1"}')) !== undefined;
  expect(await resolveOne({ registry })).toBe(`${prefix}authorization server did not include a token in the response`);
});

test("an identity token is exchanged, and a registry token shown as it is", async () => {
  await using tokens = await StandIn.start({ rule: givesTokens() });
  await using registry = await withImage(wantsToken(() => `${tokens.origin}/token`));
  expect(await resolveOne({ registry, credential: { username: "<token>", identityToken: "idt" } })).toBe("");
  const [asked] = tokens.log;
  expect([asked?.method, asked?.path, asked?.headers["authorization"]]).toEqual(["POST", "/token", undefined]);
  expect(Object.fromEntries(new URLSearchParams(asked?.body.toString()))).toEqual({
    ...{ grant_type: "refresh_token", refresh_token: "idt", client_id: "docker" },
    ...{ scope: "repository:team/app:pull", service: "registry.example" },
  });
  expect(await resolveOne({ registry, credential: { registryToken: "good-mine" } })).toBe("");
  expect(tokens.log).toHaveLength(1);
  expect(shown(registry).flat().at(-1)).toBe("Bearer good-mine");
});

test("no secret follows a redirect to another host", async () => {
  await using other = await StandIn.start({ address: "127.0.0.2" });
  await using registry = await withImage();
  const password = wantsPassword(jane.username, jane.password);
  const layer = registry.putBlob(Buffer.alloc(1000, "x"));
  other.putBlob(Buffer.alloc(1000, "x"));
  registry.rule = (exchange) => {
    if (password(exchange) === true) return true;
    const place = exchange.asked.path.replace(/^.*\/blobs\//, `${other.origin}/v2/elsewhere/blobs/`);
    return (
      exchange.asked.method === "GET" &&
      exchange.asked.path.includes("/blobs/") &&
      send(exchange.response, 307, Buffer.alloc(0), { Location: place }) !== undefined
    );
  };
  await using registries = testRegistries();
  using folder = testFolder();
  await using repository = registries.repository(
    { domain: registry.host, path: "team/app" },
    { actions: "pull", credential: jane },
  );
  await repository.resolve(op, "1");
  await repository.download(op, layer, { path: folder.file("layer") });
  expect(await repository.blob(op, layer, { limitBytes: 1000 })).toEqual(Buffer.alloc(1000, "x"));
  expect(other.log).toHaveLength(2);
  other.log.length = 0;
  // Nor does what is asked for there count: it could name a token server of its own.
  for (const challenge of ['Basic realm="evil"', `Bearer realm="${other.origin}/token",service="evil"`]) {
    const headers = { "WWW-Authenticate": challenge };
    other.rule = ({ response }) => refuse(response, 401, "UNAUTHORIZED", "x", 1, headers) !== undefined;
    expect(repository.blob(op, layer, { limitBytes: 1000 })).rejects.toThrow("unauthorized: x");
    await repository.blob(op, layer, { limitBytes: 1000 }).catch(() => {});
    await repository.download(op, layer, { path: folder.file("again") }).catch(() => {});
  }
  expect(other.log.length).toBeGreaterThan(0);
  expect(other.log.filter(({ path }) => path.startsWith("/token"))).toEqual([]);
  expect(shown(other)).toEqual([[]]);
});

test("a mirror sees no credential, and neither does the token server that it names", async () => {
  await using tokens = await StandIn.start({ rule: givesTokens() });
  await using mirror = await StandIn.start({ rule: wantsToken(() => `${tokens.origin}/token`) });
  mirror.putManifest("library/app", "1", { schemaVersion: 2 });
  await using registries = testRegistries({ mirrors: [`${mirror.origin}/`] });
  const access = { actions: "pull" as const, credential: { ...jane, identityToken: "idt" } };
  await using repository = registries.repository({ domain: "docker.io", path: "library/app" }, access);
  await repository.resolve(op, "1");
  expect(repository.route).toBe(mirror.origin);
  expect(tokens.log.map(({ method }) => method)).toEqual(["GET"]);
  expect(shown(tokens)).toEqual([[]]);
  expect(
    shown(mirror)
      .flat()
      .some((value) => String(value).startsWith("Basic")),
  ).toBe(false);
});

test("names of the Hub are one", () => {
  for (const name of ["https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io"])
    expect(registryName(name)).toBe("docker.io");
  expect(registryName("https://Reg.Example:5000/v2/")).toBe("reg.example:5000");
  expect(credentialsFor("docker.io", { ...jane, serverAddress: "https://index.docker.io/v1/" }).username).toBe("jane");
  expect(credentialsFor("evil.example", { ...jane, serverAddress: "https://index.docker.io/v1/" }).username).toBe("");
});

test("login says what came of it", async () => {
  await using registry = await StandIn.start({ rule: wantsPassword(jane.username, jane.password) });
  await using registries = testRegistries();
  const serverAddress = registry.host;
  expect(await registries.login(op, { ...jane, serverAddress })).toEqual({
    status: "Login Succeeded",
    identityToken: "",
  });
  const refused = registries.login(op, { ...jane, password: "wrong", serverAddress });
  expect(refused).rejects.toThrow(`login attempt to ${registry.origin}/v2/ failed with status: 401 Unauthorized`);
  await refused.catch(() => {});
  expect(registries.login(op, { serverAddress })).rejects.toThrow(
    `Get "${registry.origin}/v2/": no basic auth credentials`,
  );
});

test("login keeps the token that stands for the password", async () => {
  const rule: Rule = ({ asked, response }) =>
    asked.path.startsWith("/token") &&
    send(response, 200, Buffer.from('{"access_token":"good-1","refresh_token":"later"}')) !== undefined;
  await using tokens = await StandIn.start({ rule });
  await using registry = await StandIn.start({ rule: wantsToken(() => `${tokens.origin}/token`) });
  await using registries = testRegistries();
  const answer = await registries.login(op, { ...jane, serverAddress: `http://${registry.host}` });
  expect(answer).toEqual({ status: "Login Succeeded", identityToken: "later" });
  expect(tokens.log[0]?.path).toBe("/token?account=jane&client_id=docker&offline_token=true&service=registry.example");
});

test("a token that somebody else asks for is shown as it is given", async () => {
  await using tokens = await StandIn.start({ rule: givesTokens() });
  await using registry = await withImage(wantsToken(() => `${tokens.origin}/token`));
  const asked: unknown[] = [];
  const giveToken: RegistryCredential["giveToken"] = async (_, question) => {
    asked.push(question);
    return { text: "good-one", lifeS: 0 };
  };
  expect(await resolveOne({ registry, credential: { giveToken } })).toBe("");
  expect(asked).toMatchObject([{ realm: `${tokens.origin}/token`, scopes: ["repository:team/app:pull"] }]);
  expect(shown(tokens, registry)).toEqual([[], ["Bearer good-one"]]);
});
