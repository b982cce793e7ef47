import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "#base/op.ts";
import { codesOf, TestRegistry } from "../registry.test-support.ts";
import { Htpasswd, parseHtpasswd } from "./htpasswd.ts";
import { Tokens, tokenSeconds } from "./tokens.ts";

const folder = mkdtempSync(join(tmpdir(), "registry-auth-"));
const file = join(folder, "users");
/** `s3cret:x`, as `htpasswd -B` wrote it. */
const hash = "$2y$05$5nJTYaJ8Wyn0JAAE1KFBh.2DEOwx9rQgaULsGfiJpJ/ljeuUFiAWy";
const basic = (user: string, password: string): Record<string, string> => ({
  Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});
const jane = basic("jane", "s3cret:x");

beforeAll(() => writeFileSync(file, `# users\n\njane:${hash}\r\n`));
afterAll(() => rmSync(folder, { recursive: true }));

test("a line that has no bcrypt hash is refused by its number and kind", () => {
  const kinds: Array<[string, string]> = [
    ["{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "SHA-1"],
    ["$apr1$x$LMEPrlRqHmpWtOJvYsPwO0", "Apache's MD5"],
    ["$6$salt$hash", "SHA-crypt"],
    ["rqXexS6ZhobKA", "crypt"],
    ["plain", "of an unknown kind"],
    [`${hash}x`, "of an unknown kind"],
  ];
  for (const [text, kind] of kinds)
    expect(() => parseHtpasswd(`a:${hash}\nb:${text}\n`, "users")).toThrow(
      `users, line 2: the password of "b" is ${kind}, and must be bcrypt (htpasswd -B)`,
    );
  expect(() => parseHtpasswd("nothing\n", "users")).toThrow("users, line 1: no user and password");
  expect([...parseHtpasswd(`# c\n\na:${hash}\n`, "users").keys()]).toEqual(["a"]);
});

test("a password is right, wrong, or of nobody; it counts up to its 72nd byte, as in Apache", async () => {
  const long = "0123456789".repeat(9);
  const longHash = await Bun.password.hash(long.slice(0, 72), { algorithm: "bcrypt", cost: 4 });
  const own = join(folder, "own");
  writeFileSync(own, `jane:${hash}\nlong:${longHash}\n`);
  const users = new Htpasswd(own, silentLog);
  for (let round = 0; round < 2; round++) {
    expect(await users.verify("jane", "s3cret:x")).toBe(true);
    expect(await users.verify("jane", "s3cret")).toBe(false);
    expect(await users.verify("john", "s3cret:x")).toBe(false);
    expect(await users.verify("jane", "")).toBe(false);
  }
  expect(await users.verify("long", long)).toBe(true);
  expect(await users.verify("long", long.slice(0, 71))).toBe(false);
});

test("a changed file is read again; one that cannot be used leaves the users as they are", async () => {
  const own = join(folder, "changing");
  const errors: string[] = [];
  writeFileSync(own, `jane:${hash}\n`);
  let now = Date.now();
  const users = new Htpasswd(
    own,
    { ...silentLog, error: (_, fields) => void errors.push(String(fields?.["error"])) },
    () => now,
  );
  expect(await users.verify("jane", "s3cret:x")).toBe(true);
  writeFileSync(own, "jane:{SHA}x\n");
  now += 2000;
  expect(await users.verify("jane", "s3cret:x")).toBe(true);
  expect(errors).toEqual([`${own}, line 1: the password of "jane" is SHA-1, and must be bcrypt (htpasswd -B)`]);
  writeFileSync(own, `john:${hash}\n`);
  utimesSync(own, 1, 1);
  now += 2000;
  expect(await users.verify("jane", "s3cret:x")).toBe(false);
  expect(await users.verify("john", "s3cret:x")).toBe(true);
});

test("a token is good for its user and its time, and only as it is", () => {
  const tokens = new Tokens();
  const token = tokens.issue("jane", 0);
  expect(tokens.userOf(token, 1)).toBe("jane");
  expect(tokens.userOf(token, tokenSeconds * 1000)).toBeUndefined();
  for (const wrong of ["", ".", "a.b", `${token}x`, token.slice(0, -1), `x${token}`, new Tokens().issue("jane", 0)])
    expect(tokens.userOf(wrong, 1)).toBeUndefined();
});

test("with users, everything needs one, and the challenge is Basic", async () => {
  await using registry = await TestRegistry.open({ users: new Htpasswd(file, silentLog) });
  for (const [method, path] of [
    ["GET", "/v2/"],
    ["GET", "/v2/_catalog"],
    ["GET", "/v2/x/tags/list"],
    ["POST", "/v2/x/blobs/uploads/"],
    ["PUT", "/v2/x/manifests/v1"],
  ] as const) {
    for (const headers of [
      {},
      basic("jane", "wrong"),
      basic("", ""),
      { Authorization: "Basic" },
      { Authorization: "Bearer x" },
    ]) {
      const response = await registry.request(method, path, { headers });
      expect([response.status, response.headers.get("WWW-Authenticate")]).toEqual([
        401,
        'Basic realm="Registry",charset="UTF-8"',
      ]);
      expect(await codesOf(response)).toEqual(["UNAUTHORIZED"]);
    }
  }
  expect((await registry.request("GET", "/v2/", { headers: jane })).status).toBe(200);
  expect((await registry.request("POST", "/v2/x/blobs/uploads/", { headers: jane })).status).toBe(202);
  expect(registry.lines.at(-1)).toMatch(
    /^127\.0\.0\.1 - jane \[\S+\] "POST \/v2\/x\/blobs\/uploads\/ HTTP\/1\.1" 202 0 "-" ".*" \d+ms\n$/,
  );
});

interface TokenAnswer {
  readonly token: string;
}

test("with anonymous reads, nobody pulls by a token, and a user pushes by one", async () => {
  await using registry = await TestRegistry.open({ users: new Htpasswd(file, silentLog), anonymousRead: true });
  const asked = await registry.request("GET", "/v2/");
  const realm = /^Bearer realm="([^"]+)",service="([^"]+)"$/.exec(asked.headers.get("WWW-Authenticate") ?? "");
  expect([asked.status, realm?.[1], realm?.[2]]).toEqual([
    401,
    `${registry.url}/v2/_token`,
    `127.0.0.1:${registry.port}`,
  ]);
  const tokenFor = async (headers: Record<string, string>): Promise<Record<string, string>> => {
    const response = await registry.request("GET", `${realm?.[1]}?service=x&scope=repository:x:pull`, { headers });
    expect(response.status).toBe(200);
    return { Authorization: `Bearer ${((await response.json()) as TokenAnswer).token}` };
  };
  const [nobody, user] = [await tokenFor({}), await tokenFor(jane)];
  expect((await registry.request("GET", realm![1]!, { headers: basic("jane", "wrong") })).status).toBe(401);
  for (const headers of [nobody, user, jane])
    expect((await registry.request("GET", "/v2/", { headers })).status).toBe(200);
  for (const headers of [{}, nobody]) {
    expect((await registry.request("GET", "/v2/x/tags/list", { headers })).status).toBe(404);
    const push = await registry.request("POST", "/v2/x/blobs/uploads/", { headers });
    expect(push.status).toBe(401);
    const error = headers === nobody ? ',error="insufficient_scope"' : "";
    expect(push.headers.get("WWW-Authenticate")).toEndWith(`scope="repository:x:pull,push"${error}`);
  }
  for (const headers of [user, jane])
    expect((await registry.request("POST", "/v2/x/blobs/uploads/", { headers })).status).toBe(202);
});

test("an access log takes nothing from a client that would end its line", async () => {
  await using registry = await TestRegistry.open();
  await registry.request("GET", "/v2/%22%0a", { headers: { "User-Agent": 'a"b\\c' } });
  expect(registry.lines.at(-1)).toContain('"GET /v2/%22%0a HTTP/1.1" 404');
  expect(registry.lines.at(-1)).toContain('"a\\x22b\\x5cc"');
  expect(registry.lines.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
});
