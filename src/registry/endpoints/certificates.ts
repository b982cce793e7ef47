import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { EngineError, messageOf } from "#base/errors.ts";
import type { TlsOptions } from "../http/tls-options.ts";

/**
 * The certificates of a registry in a folder of the form of `/etc/docker/certs.d/HOST:PORT`: `*.crt` are authorities, `*.cert` with
 * `*.key` of one name what the client shows. A folder that is not there is empty.
 * @throws invalid-argument in Docker's words
 */
export async function readCertificates(folder: string, host: string): Promise<TlsOptions> {
  const names = await listFolder(folder);
  const ca: string[] = [];
  let client: TlsOptions["client"];
  for (const name of names) {
    if (name.endsWith(".crt")) ca.push(await readText(join(folder, name)));
    else if (name.endsWith(".cert")) {
      const key = name.replace(/cert$/, "key");
      if (!names.includes(key)) {
        throw invalid(`missing key ${key} for client certificate ${name}. CA certificates must use the extension .crt`);
      }
      client ??= { cert: await readText(join(folder, name)), key: await readText(join(folder, key)), host };
    } else if (name.endsWith(".key")) {
      const certificate = name.replace(/key$/, "cert");
      if (!names.includes(certificate)) throw invalid(`missing client certificate ${certificate} for key ${name}`);
    }
  }
  return { ca, skipVerify: false, ...(client === undefined ? {} : { client }) };
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw invalid(`open ${folder}: ${messageOf(error)}`);
  }
}

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw invalid(`open ${path}: ${messageOf(error)}`);
  }
}

function invalid(message: string): EngineError {
  return new EngineError("invalid-argument", message, { code: "registry.certificates" });
}
