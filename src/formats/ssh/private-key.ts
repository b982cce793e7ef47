import { createPrivateKey, type JsonWebKeyInput, type KeyObject } from "node:crypto";
import { EngineError, notSupported } from "#base/errors.ts";
import { SshReader } from "./ssh-wire.ts";

type JsonWebKey = JsonWebKeyInput["key"];

const openSshMark = "openssh-key-v1\0";

/**
 * A private key of a file: OpenSSH's own format, or PEM (PKCS 1, PKCS 8, SEC 1).
 * @throws invalid-argument in the words of Go's golang.org/x/crypto/ssh · not-implemented
 */
export function parsePrivateKey(text: string): KeyObject {
  const [, type = "", body = ""] = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n(.*?)-----END \1-----/s.exec(text) ?? [];
  if (type === "") throw invalid("no key found");
  if (/^Proc-Type:.*ENCRYPTED/m.test(body)) throw isProtected();
  switch (type) {
    case "OPENSSH PRIVATE KEY":
      return openSshKey(Buffer.from(body, "base64"));
    case "RSA PRIVATE KEY":
    case "EC PRIVATE KEY":
    case "PRIVATE KEY":
      return pemKey(text);
    case "DSA PRIVATE KEY":
      throw notSupported("DSA keys");
    default:
      throw invalid(`unsupported key type ${JSON.stringify(type)}`);
  }
}

function pemKey(text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (error) {
    throw new EngineError("invalid-argument", "ssh: failed to parse private key", { cause: error });
  }
}

/** @see openssh-portable PROTOCOL.key */
function openSshKey(bytes: Buffer): KeyObject {
  if (bytes.subarray(0, openSshMark.length).toString("latin1") !== openSshMark)
    throw invalid("invalid openssh private key format");
  const read = new SshReader(bytes.subarray(openSshMark.length));
  const [cipher, derivation] = [read.text(), read.text()];
  if (cipher !== "none" || derivation !== "none") throw isProtected();
  read.string();
  if (read.number() !== 1) throw invalid("multi-key files are not supported");
  read.string();
  const inner = new SshReader(read.string());
  const [check, again] = [inner.number(), inner.number()];
  if (check !== again) throw invalid("malformed OpenSSH key");
  return createPrivateKey({ key: jsonKey(inner), format: "jwk" });
}

function jsonKey(read: SshReader): JsonWebKey {
  const type = read.text();
  switch (type) {
    case "ssh-ed25519": {
      const [x, secret] = [read.string(), read.string()];
      return { kty: "OKP", crv: "Ed25519", x: encoded(x), d: encoded(secret.subarray(0, 32)) };
    }
    case "ssh-rsa":
      return rsaKey(read);
    case "ecdsa-sha2-nistp256":
    case "ecdsa-sha2-nistp384":
    case "ecdsa-sha2-nistp521":
      return ellipticKey(read);
    default:
      throw invalid(`unhandled key type: ${type}`);
  }
}

function rsaKey(read: SshReader): JsonWebKey {
  const [n, e, d, qi, p, q] = [0, 0, 0, 0, 0, 0].map(() => read.integer());
  const rest = (prime: Buffer | undefined): string => {
    const value = numberOf(d) % (numberOf(prime) - 1n);
    const hex = value.toString(16);
    return encoded(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex"));
  };
  const numbers = { n: encoded(n), e: encoded(e), d: encoded(d), p: encoded(p), q: encoded(q), qi: encoded(qi) };
  return { kty: "RSA", ...numbers, dp: rest(p), dq: rest(q) };
}

function ellipticKey(read: SshReader): JsonWebKey {
  const curve = read.text().replace("nistp", "P-");
  const point = read.string();
  const size = (point.length - 1) / 2;
  const secret = read.integer();
  const d = Buffer.concat([Buffer.alloc(Math.max(0, size - secret.length)), secret]);
  const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)];
  return { kty: "EC", crv: curve, x: encoded(x), y: encoded(y), d: encoded(d) };
}

function numberOf(bytes: Buffer | undefined): bigint {
  return BigInt(`0x${bytes?.toString("hex") || "0"}`);
}

function encoded(bytes: Buffer | undefined): string {
  return (bytes ?? Buffer.of()).toString("base64url");
}

function isProtected(): EngineError {
  return invalid("this private key is passphrase protected");
}

function invalid(what: string): EngineError {
  return new EngineError("invalid-argument", `ssh: ${what}`);
}
