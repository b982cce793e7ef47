import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { messageOf } from "#base/errors.ts";
import type { ServerTls } from "#server/listen.ts";
import type { TlsFiles } from "./config/tls.ts";

/** Reads and checks what `--tls` names. @throws Error in Docker's words */
export function readTlsMaterial({ caPath, certPath, keyPath, verify }: TlsFiles): ServerTls {
  const pair = readPair(certPath, keyPath);
  if (!verify) return pair;
  if (caPath === "")
    throw invalid("tlsverify needs tlscacert: without it every public authority could sign for a client");
  return { ...pair, clientCa: readAuthority(caPath) };
}

function readPair(certPath: string, keyPath: string): { readonly cert: Uint8Array; readonly key: Uint8Array } {
  const where = `(cert: ${JSON.stringify(certPath)}, key: ${JSON.stringify(keyPath)})`;
  try {
    const cert = read(certPath);
    const key = read(keyPath);
    checkPair(cert, key);
    return { cert, key };
  } catch (error) {
    if (error instanceof MissingFile) throw invalid(`Could not load X509 key pair ${where}: ${error.message}`);
    throw invalid(`Error reading X509 key pair ${where}: ${messageOf(error)}. Make sure the key is not encrypted.`);
  }
}

function readAuthority(path: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = read(path);
  } catch (error) {
    throw invalid(`could not read CA certificate ${JSON.stringify(path)}: ${messageOf(error)}`);
  }
  if (!isCertificate(bytes)) throw invalid(`failed to append certificates from PEM file: ${JSON.stringify(path)}`);
  return bytes;
}

function isCertificate(bytes: Uint8Array): boolean {
  try {
    return new X509Certificate(bytes).serialNumber !== "";
  } catch {
    return false;
  }
}

function checkPair(cert: Uint8Array, key: Uint8Array): void {
  if (!hasPem(cert)) throw new Error("tls: failed to find any PEM data in certificate input");
  if (!hasPem(key)) throw new Error("tls: failed to find any PEM data in key input");
  const certificate = new X509Certificate(cert);
  if (!certificate.checkPrivateKey(parseKey(key))) throw new Error("tls: private key does not match public key");
}

function parseKey(key: Uint8Array): KeyObject {
  try {
    return createPrivateKey(Buffer.from(key));
  } catch {
    throw new Error("tls: failed to parse private key");
  }
}

function hasPem(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes("-----BEGIN ");
}

/** The file is not there. */
class MissingFile extends Error {}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new MissingFile(`open ${path}: no such file or directory`);
    throw new Error(
      `open ${path}: ${code === "EACCES" ? "permission denied" : code === "EISDIR" ? "is a directory" : code}`,
    );
  }
}

function invalid(why: string): Error {
  return new Error(`invalid TLS configuration: ${why}`);
}
