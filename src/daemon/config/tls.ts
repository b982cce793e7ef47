import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "./environment.ts";

/** The files of `--tls`; empty: none was named. */
export interface TlsFiles {
  readonly caPath: string;
  readonly certPath: string;
  readonly keyPath: string;
  /** Whether clients must show a certificate that the authority has signed. */
  readonly verify: boolean;
}

export interface TlsChoice {
  /** Undefined: TCP addresses are served plainly. */
  readonly files?: TlsFiles;
  /** Whether somebody said how TCP is to be served, were it without TLS. */
  readonly said: boolean;
}

/** What the command line and the configuration file say, apart and together. */
export interface TlsValues {
  value(key: string): unknown;
  byFlag(name: string): boolean;
  inFile(key: string): boolean;
  readonly environment: Environment;
}

/**
 * What dockerd makes of `tls`, `tlsverify` and their files: `tlsverify`, whatever its value, switches TLS on, and TLS
 * verifies clients unless it is told not to. Default files are looked at only for flags.
 */
export function tlsChoice(given: TlsValues): TlsChoice {
  const { value } = given;
  const isGiven = (name: string): boolean => given.byFlag(name) || given.inFile(name);
  if (!isGiven("tls") && !isGiven("tlsverify")) return { said: false };
  if (!isGiven("tlsverify") && value("tls") !== true) return { said: true };
  const verify = isGiven("tlsverify") ? value("tlsverify") === true : true;
  const files = { caPath: path(given, "tlscacert"), certPath: path(given, "tlscert"), keyPath: path(given, "tlskey") };
  return { said: true, files: { ...files, verify } };
}

const fileNames: Readonly<Record<string, string>> = { tlscacert: "ca.pem", tlscert: "cert.pem", tlskey: "key.pem" };

function path(given: TlsValues, name: string): string {
  const { environment } = given;
  if (given.byFlag(name) || given.inFile(name)) return unquoted(given.value(name) as string);
  const switchedByFlag = given.byFlag("tls") || given.byFlag("tlsverify") || Boolean(environment["DOCKER_TLS_VERIFY"]);
  if (!switchedByFlag) return "";
  const found = join(certificateFolder(environment), fileNames[name] ?? "");
  return name === "tlscacert" || existsSync(found) ? found : "";
}

function certificateFolder(environment: Environment): string {
  return environment["DOCKER_CERT_PATH"] || environment["DOCKER_CONFIG"] || join(environment["HOME"] || "/", ".docker");
}

/** A pair of quotes that a shell left is not part of the path. */
function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}
