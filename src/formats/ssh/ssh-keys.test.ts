import { afterAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agentAnswers } from "./agent-answers.ts";
import { type AgentKey, agentKey } from "./agent-key.ts";
import { parsePrivateKey } from "./private-key.ts";
import { SshReader, sshNumber, sshString } from "./ssh-wire.ts";

const folder = mkdtempSync(join(tmpdir(), "ssh-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

function keygen(name: string, ...args: string[]): string {
  const path = join(folder, name);
  execFileSync("ssh-keygen", ["-q", "-f", path, ...args], { stdio: "pipe" });
  return path;
}

const kinds = [
  ["ed25519", ["-t", "ed25519"], 0],
  ["rsa", ["-t", "rsa", "-b", "2048"], 4],
  ["rsa as PKCS 1", ["-t", "rsa", "-b", "2048", "-m", "PEM"], 2],
  ["rsa as PKCS 8", ["-t", "rsa", "-b", "2048", "-m", "PKCS8"], 4],
  ["ecdsa 256", ["-t", "ecdsa", "-b", "256"], 0],
  ["ecdsa 384 as SEC 1", ["-t", "ecdsa", "-b", "384", "-m", "PEM"], 0],
  ["ecdsa 521", ["-t", "ecdsa", "-b", "521"], 0],
] as const;

test.each(kinds)("%s: its public key is OpenSSH's, and what it signs OpenSSH holds for good", (name, args, flags) => {
  const path = keygen(name.replaceAll(" ", "-"), "-N", "", ...args);
  const key = agentKey(parsePrivateKey(readFileSync(path, "utf8")));
  const [, blob = ""] = readFileSync(`${path}.pub`, "utf8").split(" ");
  expect(key.publicBlob.toString("base64")).toBe(blob);
  writeFileSync(join(folder, "allowed"), `me ${readFileSync(`${path}.pub`, "utf8")}`);
  writeFileSync(join(folder, "signature"), signatureFile(key, { data: "hello\n", flags }));
  const verify = [
    "-Y",
    "verify",
    "-f",
    join(folder, "allowed"),
    "-I",
    "me",
    "-n",
    "file",
    "-s",
    join(folder, "signature"),
  ];
  expect(execFileSync("ssh-keygen", verify, { input: "hello\n", encoding: "utf8" })).toContain('Good "file" signature');
});

/** @see openssh-portable PROTOCOL.sshsig */
function signatureFile(key: AgentKey, { data, flags }: { readonly data: string; readonly flags: number }): string {
  const digest = new Bun.CryptoHasher("sha512").update(data).digest();
  const parts = [sshString("file"), sshString(""), sshString("sha512")];
  const signed = Buffer.concat([Buffer.from("SSHSIG"), ...parts, sshString(digest)]);
  const signature = sshString(key.sign(signed, flags));
  const head = [Buffer.from("SSHSIG"), sshNumber(1), sshString(key.publicBlob)];
  const file = Buffer.concat([...head, ...parts, signature]).toString("base64");
  return `-----BEGIN SSH SIGNATURE-----\n${file.replace(/.{70}/g, "$&\n")}\n-----END SSH SIGNATURE-----\n`;
}

test("keys that cannot be had say why, in Go's words", () => {
  const read = (path: string) => () => parsePrivateKey(readFileSync(path, "utf8"));
  const locked = "ssh: this private key is passphrase protected";
  expect(read(keygen("locked", "-t", "ed25519", "-N", "secret"))).toThrow(locked);
  expect(read(keygen("locked-pem", "-t", "rsa", "-m", "PEM", "-N", "secret"))).toThrow(locked);
  expect(read(keygen("locked-pkcs8", "-t", "rsa", "-m", "PKCS8", "-N", "secret"))).toThrow(
    'ssh: unsupported key type "ENCRYPTED PRIVATE KEY"',
  );
  expect(() => parsePrivateKey("nothing")).toThrow("ssh: no key found");
  const cut = readFileSync(keygen("cut", "-t", "ed25519", "-N", ""), "utf8").replace(
    /\n[^\n]+\n-----END/,
    "\n-----END",
  );
  expect(() => parsePrivateKey(cut)).toThrow("ssh: short read");
});

test("an agent lists and signs, in whatever pieces it is asked, and does nothing else", async () => {
  const key = agentKey(parsePrivateKey(readFileSync(keygen("agent", "-t", "ed25519", "-N", ""), "utf8")));
  const sign = (blob: Buffer) => Buffer.concat([Buffer.of(13), sshString(blob), sshString("data"), sshNumber(0)]);
  const asked = [Buffer.of(11), sign(key.publicBlob), sign(Buffer.from("other")), Buffer.of(13), Buffer.of(19)];
  const bytes = Buffer.concat(asked.map(sshString));
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
  }
  const answers = await Array.fromAsync(agentAnswers([key], pieces()), (answer) => new SshReader(answer).string());
  expect(answers.map(([type]) => type)).toEqual([12, 14, 5, 5, 5]);
  expect(answers[0]?.subarray(5, -4)).toEqual(sshString(key.publicBlob));
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("ffffffff", "hex");
  }
  const tooLong = await Array.fromAsync(agentAnswers([key], endless())).catch((error: Error) => error.message);
  expect(tooLong).toBe("ssh agent: request too large");
});
