import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseReference } from "#formats/reference/reference.ts";
import { loadConfig } from "../config/config-file.ts";
import { type RecordingIo, recordingIo } from "../io/fake.ts";
import type { AuthEntry } from "./auth-entry.ts";
import { credentialJson, noCredential } from "./credential.ts";
import { Credentials } from "./credentials.ts";
import { defaultStore } from "./default-store.ts";
import { hostnameOf, namespaceKeys, storeKey } from "./keys.ts";

const folder = mkdtempSync(join(tmpdir(), "credentials-"));
afterAll(() => rmSync(folder, { recursive: true }));

const base64 = (text: string) => ({ auth: Buffer.from(text).toString("base64") });

/** A helper that does what `body` says in sh; it appends its verbs and input to `log`. */
function withHelper(body: string): NodeJS.ProcessEnv {
  const place = mkdtempSync(join(folder, "helper-"));
  const program = `#!/bin/sh\ninput=$(cat)\necho "$1 $input" >>${place}/log\n${body}\n`;
  writeFileSync(join(place, "docker-credential-fake"), program, { mode: 0o755 });
  return { PATH: `${place}:${process.env["PATH"]}`, HELPER_LOG: `${place}/log` };
}

async function found(io: RecordingIo, name: string): Promise<Record<string, string>> {
  return credentialJson(await new Credentials(io).of(io.op, parseReference(name)));
}

test("keys of registries and of parts of them", () => {
  expect(["docker.io", "index.docker.io", "x.y:5000"].map(storeKey)).toEqual([
    "https://index.docker.io/v1/",
    "https://index.docker.io/v1/",
    "x.y:5000",
  ]);
  const hosts = [
    "http://x.y:80/v1/",
    "https://u@x.y",
    "x.y/v2/",
    "https://[::1]:5000/v1/",
    "https://index.docker.io/v1/",
  ];
  expect(hosts.map(hostnameOf)).toEqual(["x.y:80", "x.y", "x.y", "[::1]:5000", "index.docker.io"]);
  expect(namespaceKeys({ domain: "r.x", path: "a/b" })).toEqual(["r.x/a/b", "r.x/a"]);
});

test("the longest part of a name that has an account counts, then the registry's", async () => {
  const auths: Record<string, AuthEntry> = {
    "r.x": base64("host:1"),
    "r.x/team": base64("team:2"),
    "r.x/team/app": base64("app:3"),
    "https://old.x/v1/": base64("old:4"),
    "https://index.docker.io/v1/": base64("hub:5"),
    "docker.io/team": base64("hubteam:6"),
  };
  const io = recordingIo({ config: { auths } });
  const user = async (name: string) => {
    const { username, serveraddress } = await found(io, name);
    return `${username} ${serveraddress}`;
  };
  expect(await user("r.x/team/app:1")).toBe("app r.x");
  expect(await user("r.x/team/app2")).toBe("team r.x");
  expect(await user("r.x/teams/app")).toBe("host r.x");
  expect(await user("old.x/a")).toBe("old https://old.x/v1/");
  expect(await user("busybox")).toBe("hub https://index.docker.io/v1/");
  expect(await user("team/app")).toBe("hubteam https://index.docker.io/v1/");
  expect(await found(io, "r.x:5000/team/app")).toEqual({});
});

test("a name without an account is Docker Hub's by podman's key where Docker's is not there", async () => {
  const io = recordingIo({ config: { auths: { "docker.io": base64("p:q") } } });
  expect(await found(io, "busybox")).toEqual({
    username: "p",
    password: "q",
    serveraddress: "https://index.docker.io/v1/",
  });
});

test("a helper is asked by the registry's key, and its tokens are told apart", async () => {
  const env = withHelper(`case $input in
r.x) echo '{"ServerURL":"r.x","Username":"u","Secret":"s"}';;
t.x) echo '{"Username":"<token>","Secret":"tok"}';;
*) echo "credentials not found in native keychain"; exit 1;;
esac`);
  const io = recordingIo({ config: { credHelpers: { "r.x": "fake", "t.x": "fake" }, credsStore: "fake" }, env });
  expect(await found(io, "r.x/a")).toEqual({ username: "u", password: "s", serveraddress: "r.x" });
  expect(await found(io, "t.x/a")).toEqual({ identitytoken: "tok", serveraddress: "t.x" });
  expect(await found(io, "busybox")).toEqual({});
  expect(readFileSync(env["HELPER_LOG"] ?? "", "utf8")).toBe("get r.x\nget t.x\nget https://index.docker.io/v1/\n");
});

test("a helper that fails, or is not there, is an error and not an empty credential", async () => {
  const broken = recordingIo({ config: { credsStore: "fake" }, env: withHelper("echo oops; exit 3") });
  expect(found(broken, "busybox")).rejects.toThrow("error getting credentials - err: exit status 3, out: `oops`");
  const missing = recordingIo({ config: { credHelpers: { "r.x": "gone" } }, env: { PATH: folder } });
  expect(found(missing, "r.x/a")).rejects.toThrow(
    'error getting credentials - err: exec: "docker-credential-gone": executable file not found in $PATH, out: ``',
  );
  expect(await found(missing, "s.x/a")).toEqual({});
});

test("helpers get what is stored, and the file only that there is something", async () => {
  const env = withHelper("");
  const place = mkdtempSync(join(folder, "config-"));
  const io = recordingIo({ config: { credsStore: "fake" }, env, configFolder: place });
  const credentials = new Credentials(io);
  const credential = { ...noCredential, username: "u", password: "s", serveraddress: "r.x" };
  await credentials.storeFor("r.x").store(io.op, credential);
  await credentials.storeFor("r.x").store(io.op, { ...credential, password: "", identitytoken: "tok" });
  expect(JSON.parse(readFileSync(`${place}/config.json`, "utf8"))).toEqual({ auths: { "r.x": {} } });
  await credentials.storeFor("r.x").erase(io.op, "r.x");
  expect(
    readFileSync(env["HELPER_LOG"] ?? "", "utf8")
      .trim()
      .split("\n"),
  ).toEqual([
    'store {"ServerURL":"r.x","Username":"u","Secret":"s"}',
    'store {"ServerURL":"r.x","Username":"<token>","Secret":"tok"}',
    "erase r.x",
  ]);
  expect(JSON.parse(readFileSync(`${place}/config.json`, "utf8"))).toEqual({ auths: {} });
});

test("the file keeps what it does not know, is its owner's alone, and is warned about once", async () => {
  const place = mkdtempSync(join(folder, "config-"));
  writeFileSync(`${place}/config.json`, '{"future":{"a":1},"auths":{"z":{"auth":"YTpi","email":"e"}}}');
  const io = recordingIo({ config: loadConfig(place).file, configFolder: place });
  const store = new Credentials(io).storeFor("r.x");
  const credential = { ...noCredential, username: "u", password: "p:q", serveraddress: "r.x" };
  await store.store(io.op, credential);
  await store.store(io.op, credential);
  const kept = { future: { a: 1 }, auths: { z: { auth: "YTpi", email: "e" }, "r.x": base64("u:p:q") } };
  expect(JSON.parse(readFileSync(`${place}/config.json`, "utf8"))).toEqual(kept);
  expect(statSync(`${place}/config.json`).mode & 0o777).toBe(0o600);
  expect(io.printed().err.match(/WARNING! Your credentials are stored unencrypted/g)?.length).toBe(1);
  expect((await store.get(io.op, "r.x")).password).toBe("p:q");
});

test("who has no credentials gets the keychain that is there, and keeps it", async () => {
  const place = mkdtempSync(join(folder, "config-"));
  const programs = mkdtempSync(join(folder, "programs-"));
  for (const name of ["docker-credential-secretservice", "docker-credential-pass"]) {
    writeFileSync(join(programs, name), "#!/bin/sh\ncat >/dev/null\n", { mode: 0o755 });
  }
  const env = { PATH: `${programs}:/bin:/usr/bin` };
  const credential = { ...noCredential, username: "u", password: "s", serveraddress: "r.x" };
  const kept = async (): Promise<unknown> => {
    const io = recordingIo({ config: {}, env, configFolder: place });
    await new Credentials(io).storeFor("r.x").store(io.op, credential);
    return JSON.parse(readFileSync(`${place}/config.json`, "utf8"));
  };
  expect(await kept()).toEqual({ auths: { "r.x": {} }, credsStore: "secretservice" });
  writeFileSync(join(programs, "pass"), "#!/bin/sh\n", { mode: 0o755 });
  expect(await kept()).toEqual({ auths: { "r.x": {} }, credsStore: "pass" });
  expect(defaultStore({ config: { auths: { "s.x": {} } }, env })).toBe("");
  expect(defaultStore({ config: {}, env: { PATH: folder } })).toBe("");
});

test("the environment's credentials go first; what cannot be read is told", async () => {
  const config = { auths: { "r.x": base64("file:1"), "s.x": base64("file:2") } };
  const text = JSON.stringify({ auths: { "r.x": base64("env:1") } });
  const io = recordingIo({ config, env: { DOCKER_AUTH_CONFIG: text } });
  expect((await found(io, "r.x/a"))["username"]).toBe("env");
  expect((await found(io, "s.x/a"))["username"]).toBe("file");
  const odd = recordingIo({ config, env: { DOCKER_AUTH_CONFIG: '{"auths":{"r.x":{}}}' } });
  expect((await found(odd, "r.x/a"))["username"]).toBe("file");
  expect(odd.printed().err).toBe(
    "Failed to create credential store from DOCKER_AUTH_CONFIG:  DOCKER_AUTH_CONFIG environment variable is missing key `auth` for r.x\n",
  );
});

test("entries that cannot be read are told when the file is loaded", () => {
  const warning = (auth: unknown): string => {
    const place = mkdtempSync(join(folder, "config-"));
    writeFileSync(`${place}/config.json`, JSON.stringify({ auths: { x: { auth } } }));
    return loadConfig(place).warning?.replace(/^.*config\.json\): /, "") ?? "";
  };
  expect(warning("!!")).toBe("illegal base64 data at input byte 0");
  expect(warning("YWJj")).toBe("Invalid auth configuration file");
  expect(warning(5)).toBe("json: cannot unmarshal number into Go struct field ConfigFile.auths.x.auth of type string");
  expect(warning("YTpi")).toBe("");
});
