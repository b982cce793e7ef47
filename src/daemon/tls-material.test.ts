import { afterAll, beforeAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "#base/errors.ts";
import { readTlsMaterial } from "./tls-material.ts";

/** The words are those of dockerd 28.5. */
const folder = mkdtempSync(join(tmpdir(), "tls-"));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  for (const name of ["one", "two"])
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
        ...["-subj", `/CN=${name}`, "-keyout", at(`${name}.key`), "-out", at(`${name}.pem`)],
      ],
      { stdio: "ignore" },
    );
  writeFileSync(at("text"), "no certificate\n");
});

function outcome(ca: string, cert: string, key: string, verify = true): string {
  try {
    readTlsMaterial({ caPath: ca, certPath: cert, keyPath: key, verify });
    return "read";
  } catch (error) {
    return messageOf(error).replaceAll(`${folder}/`, "");
  }
}

test("a pair and its authority", () => {
  expect(outcome(at("two.pem"), at("one.pem"), at("one.key"))).toBe("read");
  expect(outcome("", at("one.pem"), at("one.key"), false)).toBe("read");
});

test.each([
  ["", "", "", 'Could not load X509 key pair (cert: "", key: ""): open : no such file or directory'],
  [
    "one.pem",
    "one.pem",
    "two.key",
    'Error reading X509 key pair (cert: "one.pem", key: "two.key"): tls: private key does not match public key. Make sure the key is not encrypted.',
  ],
  [
    "one.pem",
    "text",
    "one.key",
    'Error reading X509 key pair (cert: "text", key: "one.key"): tls: failed to find any PEM data in certificate input. Make sure the key is not encrypted.',
  ],
  [
    "one.pem",
    "one.pem",
    "text",
    'Error reading X509 key pair (cert: "one.pem", key: "text"): tls: failed to find any PEM data in key input. Make sure the key is not encrypted.',
  ],
  ["none", "one.pem", "one.key", 'could not read CA certificate "none": open none: no such file or directory'],
  ["text", "one.pem", "one.key", 'failed to append certificates from PEM file: "text"'],
])("%s %s %s", (ca, cert, key, reason) => {
  const path = (name: string) => (name === "" ? "" : at(name));
  expect(outcome(path(ca), path(cert), path(key))).toBe(`invalid TLS configuration: ${reason}`);
});

test("clients are never verified against the public authorities", () => {
  expect(outcome("", at("one.pem"), at("one.key"))).toStartWith("invalid TLS configuration: tlsverify needs tlscacert");
});
