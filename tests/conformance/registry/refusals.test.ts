import { afterAll, beforeAll, expect, test } from "bun:test";
import { Engine } from "../../support/engine.ts";
import { kindUnderTest } from "../../support/engine-kind.ts";
import { type HubAnswer, HubProcess } from "../../support/hub-process.ts";

/** What registries say, and what an engine makes of it. */
let engine: Engine;
let hub: HubProcess;

const json = { "Content-Type": "application/json" };
const errors = (code: string, message: string, detail?: unknown): string =>
  JSON.stringify({ errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] });
const insufficient = {
  ...json,
  "WWW-Authenticate": 'Bearer realm="http://127.0.0.1:9/t",service="s",error="insufficient_scope"',
};

interface Case extends HubAnswer {
  /** `REF` stands for the name. */
  readonly pull: string;
  readonly pullStatus: number;
  readonly distribution: string;
  readonly distributionStatus: number;
}

function said(
  status: number,
  body: string,
  headers: Record<string, string>,
  told: [text: string, status: number],
  pulled = told,
): Case {
  return {
    status,
    body,
    headers,
    distribution: told[0],
    distributionStatus: told[1],
    pull: pulled[0],
    pullStatus: pulled[1],
  };
}

const cases: Readonly<Record<string, Case>> = {
  limited: said(429, errors("TOOMANYREQUESTS", "You have reached your pull rate limit."), json, [
    "toomanyrequests: You have reached your pull rate limit.",
    429,
  ]),
  "limited-text": said(429, "slow down", { "Content-Type": "text/plain" }, ["toomanyrequests: slow down", 429]),
  unknown: said(
    404,
    errors("MANIFEST_UNKNOWN", "manifest unknown", { Tag: "1" }),
    json,
    ["manifest unknown: manifest unknown", 404],
    ["manifest for REF:1 not found: manifest unknown: manifest unknown", 404],
  ),
  bare: said(404, errors("MANIFEST_UNKNOWN", "manifest unknown"), json, ["manifest unknown", 404]),
  nameless: said(
    404,
    errors("NAME_UNKNOWN", "repository name not known to registry", {}),
    json,
    ["name unknown: repository name not known to registry", 404],
    ["repository REF not found: name unknown: repository name not known to registry", 404],
  ),
  html: said(404, "<html>", { "Content-Type": "text/html" }, ["unknown: <html>", 500]),
  denied: said(
    403,
    errors("DENIED", "no way", "x"),
    json,
    ["denied: no way", 403],
    ["pull access denied for REF, repository does not exist or may require 'docker login': denied: no way", 404],
  ),
  scope: said(
    401,
    errors("UNAUTHORIZED", "authentication required", []),
    insufficient,
    ["errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n", 403],
    [
      "pull access denied for REF, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      404,
    ],
  ),
  broken: said(500, "boom", {}, ["received unexpected HTTP status: 500 Internal Server Error", 500]),
  tea: said(418, "tea", {}, ["unknown: tea", 500]),
};

beforeAll(async () => {
  engine = await Engine.start({ kind: kindUnderTest() });
  hub = await HubProcess.start(engine, cases);
}, 60_000);

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await engine.close();
}, 60_000);

interface Told {
  readonly status: number;
  readonly text: string;
}

function auth(password: string): Record<string, string> {
  const credential = { username: "jane", password, serveraddress: hub.address };
  return { "X-Registry-Auth": Buffer.from(JSON.stringify(credential)).toString("base64url") };
}

async function ask(method: string, path: string, headers: Record<string, string> = {}, body?: object): Promise<Told> {
  const answer = await engine.request(method, path, { headers, ...(body === undefined ? {} : { body }) });
  const text = answer.body.toString();
  const { message } = text.startsWith('{"message"')
    ? (JSON.parse(text) as { readonly message: string })
    : { message: text };
  return { status: answer.status, text: message };
}

const pull = (name: string, headers = {}): Promise<Told> =>
  ask("POST", `/images/create?fromImage=${hub.address}/${name}&tag=1`, headers);
const inspect = (name: string, headers = {}): Promise<Told> =>
  ask("GET", `/distribution/${hub.address}/${name}:1/json`, headers);

test.each(Object.keys(cases))("%s", async (name) => {
  const { pull: pulled, pullStatus, distribution, distributionStatus } = cases[name] as Case;
  const expected = pulled.replace("REF", `${hub.address}/${name}`);
  expect(await pull(name)).toEqual({ status: pullStatus, text: expected });
  expect(await inspect(name)).toEqual({ status: distributionStatus, text: distribution });
});

test("a private repository needs the right password, and is told so", async () => {
  const mine = "private/one";
  expect((await pull(mine)).text).toContain("unauthorized: authentication required");
  const wrong = await inspect(mine, auth("wrong"));
  const head = `Head "http://${hub.address}/v2/${mine}/manifests/1": `;
  expect(wrong).toEqual({ status: 401, text: `${head}unauthorized: incorrect username or password` });
  const { status, text } = await inspect(mine, auth("s3cret:x"));
  expect([status, JSON.parse(text)]).toMatchObject([200, { Platforms: [{ architecture: "amd64", os: "linux" }] }]);
  const scoped = hub.log.filter(({ path }) => path.includes("scope="));
  expect(scoped.at(-1)?.path).toBe("/token?account=jane&scope=repository%3Aprivate%2Fone%3Apull&service=hub");
  expect(
    hub.log
      .filter(({ path }) => path.startsWith("/v2/"))
      .some(({ authorization }) => authorization?.startsWith("Basic")),
  ).toBe(false);
});

test("distribution tells the descriptor", async () => {
  const { status, text } = await inspect("library/open");
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({
    Descriptor: {
      mediaType: "application/vnd.docker.distribution.manifest.v2+json",
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    },
    Platforms: [{ architecture: "amd64", os: "linux" }],
  });
  expect((await ask("GET", `/distribution/${"a".repeat(64)}/json`)).text).toBe("no manifest found for full image ID");
  expect(await ask("GET", "/distribution/BAD/Name/json")).toEqual({
    status: 400,
    text: "invalid reference format: repository name (Name) must be lowercase",
  });
  expect((await ask("GET", `/v1.29/distribution/${hub.address}/library/open/json`)).status).toBe(404);
});

test("login says what the token server says", async () => {
  const login = (password: string): Promise<Told> =>
    ask("POST", "/auth", {}, { username: "jane", password, serveraddress: hub.address });
  const { status, text } = await login("s3cret:x");
  expect([status, JSON.parse(text)]).toEqual([200, { IdentityToken: "", Status: "Login Succeeded" }]);
  expect(await login("wrong")).toEqual({
    status: 401,
    text: `Get "http://${hub.address}/v2/": unauthorized: incorrect username or password`,
  });
  expect(await ask("POST", "/auth", {}, { username: "a", password: "b", serveraddress: "127.0.0.1:9" })).toEqual({
    status: 500,
    text: 'Get "http://127.0.0.1:9/v2/": dial tcp 127.0.0.1:9: connect: connection refused',
  });
});

test("search by the first API, with its filters", async () => {
  const search = (query: string): Promise<Told> => ask("GET", `/images/search?term=${hub.address}/web${query}`);
  const filters = (value: object): string => `&filters=${encodeURIComponent(JSON.stringify(value))}`;
  const one = { star_count: 7, is_official: true, name: "web/one", is_automated: false, description: "first" };
  const two = { star_count: 0, is_official: false, name: "web/two", is_automated: false, description: "second" };
  const results = async (query: string): Promise<unknown> => JSON.parse((await search(query)).text);
  expect(await results("")).toEqual([one, two]);
  expect(hub.log.at(-1)?.path).toBe("/v1/search?q=web&n=25");
  expect(await results(filters({ "is-official": ["true"] }))).toEqual([one]);
  expect(await results(filters({ stars: ["3"] }))).toEqual([one]);
  expect(await results(filters({ "is-automated": ["true"] }))).toEqual([]);
  const wrong: Array<[string, string]> = [
    ["&limit=101", "limit 101 is outside the range of [1, 100]"],
    ["&limit=abc", 'invalid limit specified: strconv.Atoi: parsing "abc": invalid syntax'],
    [filters({ "is-official": ["maybe"] }), "invalid filter 'is-official=[maybe]'"],
    [filters({ stars: ["abc"] }), "invalid filter 'stars=abc': strconv.Atoi: parsing \"abc\": invalid syntax"],
    [filters({ bogus: ["x"] }), "invalid filter 'bogus'"],
  ];
  for (const [query, text] of wrong) expect(await search(query)).toEqual({ status: 400, text });
});

test("a registry that does not answer is told of in Go's words", async () => {
  const text = 'Get "http://127.0.0.1:9/v2/": dial tcp 127.0.0.1:9: connect: connection refused';
  expect(await ask("POST", "/images/create?fromImage=127.0.0.1:9/x&tag=1")).toEqual({ status: 500, text });
  expect(await ask("POST", "/images/create?fromImage=10.99.0.1:5000/x&tag=1")).toEqual({
    status: 500,
    text: 'Get "https://10.99.0.1:5000/v2/": dial tcp 10.99.0.1:5000: connect: network is unreachable',
  });
});
