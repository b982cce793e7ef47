import { existsSync, readFileSync } from "node:fs";
import type { ClientTls } from "#client/tls.ts";

export interface TlsFlags {
  readonly tls: boolean;
  readonly tlsverify: boolean;
  readonly tlscacert: string;
  readonly tlscert: string;
  readonly tlskey: string;
}

export interface TlsGiven {
  readonly values: TlsFlags;
  changed(name: string): boolean;
}

/** Where the client's certificates are, unless flags name them: DOCKER_CERT_PATH, or beside its configuration. */
export function certificateFolder(env: Readonly<Record<string, string | undefined>>, configFolder: string): string {
  return env["DOCKER_CERT_PATH"] || configFolder;
}

/**
 * Whether the command line wants TLS, and what for. `--tlsverify`, whatever its value, switches TLS on.
 * @throws Error in Docker's words for a file that cannot be read
 */
export function tlsOfFlags({ values, changed }: TlsGiven): ClientTls | undefined {
  const on = values.tls || values.tlsverify || changed("tlsverify");
  if (!on) return undefined;
  const ca = contents(values.tlscacert);
  const cert = contents(presentOrNone(values.tlscert, changed("tlscert")));
  const key = contents(presentOrNone(values.tlskey, changed("tlskey")));
  return {
    skipVerify: !values.tlsverify,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

/** Default files need not be there. */
function presentOrNone(path: string, given: boolean): string {
  const file = unquoted(path);
  return given || existsSync(file) ? file : "";
}

function contents(path: string): Uint8Array | undefined {
  const file = unquoted(path);
  if (file === "") return undefined;
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`open ${file}: ${reasons[code ?? ""] ?? code}`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EISDIR: "is a directory",
};

/** A pair of quotes that a shell left is not part of the path. */
function unquoted(path: string): string {
  return /^(["']).*\1$/s.test(path) && path.length > 1 ? path.slice(1, -1) : path;
}
