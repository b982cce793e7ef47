import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RecordingIo, recordingIo } from "../../io/fake.ts";
import { answerAsHelper, type HelperVerb } from "../protocol.ts";
import type { Sealed } from "./cipher.ts";
import { Vault } from "./vault.ts";

const root = mkdtempSync(join(tmpdir(), "vault-"));
afterAll(() => rmSync(root, { recursive: true }));

const passphrase = "GANTRY_CREDENTIALS_PASSPHRASE";
const entry = { ServerURL: "https://r.x/v1/", Username: "jane", Secret: "sécret" };

function place(): string {
  return join(mkdtempSync(join(root, "v-")), "gantry");
}

function ioAt(folder: string, env: Record<string, string> = {}, input = ""): RecordingIo {
  return recordingIo({ env: { GANTRY_CREDENTIALS_DIR: folder, ...env }, input });
}

/** What a call of the helper prints, and whether it succeeds. */
async function call(
  folder: string,
  verb: HelperVerb,
  input = "",
  env: Record<string, string> = {},
): Promise<[number, string]> {
  const io = ioAt(folder, env, input);
  const code = await answerAsHelper(io.op, io, verb).then(
    () => 0,
    () => 1,
  );
  return [code, io.printed().out];
}

test("what is stored comes back, sealed in a file that is its owner's", async () => {
  const folder = place();
  expect(await call(folder, "list")).toEqual([0, "{}\n"]);
  expect(await call(folder, "store", `${JSON.stringify(entry)}\n`)).toEqual([0, ""]);
  expect(await call(folder, "get", `${entry.ServerURL}\n`)).toEqual([0, `${JSON.stringify(entry)}\n`]);
  expect(await call(folder, "list")).toEqual([0, '{"https://r.x/v1/":"jane"}\n']);
  expect(readdirSync(folder).sort()).toEqual(["credentials.json", "credentials.key"]);
  expect(
    [folder, ...["json", "key"].map((end) => join(folder, `credentials.${end}`))].map(
      (path) => statSync(path).mode & 0o777,
    ),
  ).toEqual([0o700, 0o600, 0o600]);
  const text = readFileSync(join(folder, "credentials.json"), "utf8");
  expect(text).not.toMatch(/jane|r\.x|cret/);
  expect(await call(folder, "erase", entry.ServerURL)).toEqual([0, ""]);
  expect(await call(folder, "erase", entry.ServerURL)).toEqual([0, ""]);
  expect(await call(folder, "get", entry.ServerURL)).toEqual([1, "credentials not found in native keychain\n"]);
});

test("no nonce is used twice", async () => {
  const folder = place();
  const nonces = new Set<string>();
  for (let i = 0; i < 5; i++) {
    await call(folder, "store", JSON.stringify(entry));
    nonces.add((JSON.parse(readFileSync(join(folder, "credentials.json"), "utf8")) as Sealed).nonce);
  }
  expect(nonces.size).toBe(5);
});

test("what callers may get wrong is told in the protocol's words", async () => {
  const folder = place();
  const said = async (verb: HelperVerb, input: string) => (await call(folder, verb, input))[1].trim();
  expect(await said("get", " \n")).toBe("no credentials server URL");
  expect(await said("erase", "")).toBe("no credentials server URL");
  expect(await said("store", "")).toBe("EOF");
  expect(await said("store", "x")).toBe("invalid character 'x' looking for beginning of value");
  expect(await said("store", "{}")).toBe("no credentials server URL");
  expect(await said("store", '{"ServerURL":"a"}')).toBe("no credentials username");
  expect(await said("store", '{"ServerURL":"a","Username":"b","Secret":5}')).toBe(
    "json: cannot unmarshal number into Go struct field Credentials.Secret of type string",
  );
});

test("writers beside each other lose nothing", async () => {
  const folder = place();
  const io = ioAt(folder);
  const vault = new Vault(io);
  const servers = Array.from({ length: 20 }, (_, i) => `s${String(i).padStart(2, "0")}`);
  await Promise.all(servers.map((ServerURL) => vault.store(io.op, { ...entry, ServerURL })));
  expect(Object.keys(await vault.list(io.op))).toEqual(servers);
});

test("a passphrase takes the place of the key, and is needed from then on", async () => {
  const folder = place();
  await call(folder, "store", JSON.stringify(entry));
  const other = JSON.stringify({ ...entry, ServerURL: "s.x" });
  expect(await call(folder, "store", other, { [passphrase]: "open" })).toEqual([0, ""]);
  expect(readdirSync(folder)).toEqual(["credentials.json"]);
  const file = join(root, "passphrase");
  writeFileSync(file, "open\n", { mode: 0o600 });
  expect(await call(folder, "get", "s.x", { [`${passphrase}_FILE`]: file })).toEqual([0, `${other}\n`]);
  expect((await call(folder, "list", "", { [passphrase]: "wrong" }))[1]).toContain(
    "another key or passphrase, or the file was changed",
  );
  expect((await call(folder, "get", "s.x"))[1]).toContain("it needs its passphrase");
});

test("a vault that was changed, or that others may read, is not opened", async () => {
  const folder = place();
  const path = join(folder, "credentials.json");
  await call(folder, "store", JSON.stringify(entry));
  const sealed = JSON.parse(readFileSync(path, "utf8")) as Sealed;
  const said = async (text: string): Promise<string> => {
    writeFileSync(path, text);
    return (await call(folder, "get", entry.ServerURL))[1];
  };
  const data = Buffer.from(sealed.data, "base64");
  data.writeUInt8(data.readUInt8(0) ^ 1, 0);
  const changed = "another key or passphrase, or the file was changed";
  expect(await said(JSON.stringify({ ...sealed, data: data.toString("base64") }))).toContain(changed);
  expect(await said(JSON.stringify({ ...sealed, data: "" }))).toContain(changed);
  expect(await said(JSON.stringify({ ...sealed, version: 2 }))).toContain("version 2 is not known");
  expect(await said("{")).toContain("the file was changed");
  const greedy = { kind: "scrypt", salt: "", cost: 2 ** 30, blockSize: 8, parallel: 1 };
  const greedyText = JSON.stringify({ ...sealed, key: greedy });
  writeFileSync(path, greedyText);
  expect((await call(folder, "list", "", { [passphrase]: "x" }))[1]).toContain("asks for too much memory");
  expect(await said(JSON.stringify(sealed))).toContain("jane");
  chmodSync(path, 0o640);
  expect((await call(folder, "list"))[1]).toBe(`${path} may be read by others: chmod 600 ${path}\n`);
  chmodSync(path, 0o600);
  rmSync(join(folder, "credentials.key"));
  expect((await call(folder, "list"))[1]).toContain("is not there");
});

test("a failed write leaves the old vault, and no draft", async () => {
  const folder = place();
  await call(folder, "store", JSON.stringify(entry));
  writeFileSync(join(folder, "credentials.key"), "short");
  expect((await call(folder, "store", JSON.stringify(entry)))[1]).toContain("holds no key");
  expect(readdirSync(folder).sort()).toEqual(["credentials.json", "credentials.key"]);
});
