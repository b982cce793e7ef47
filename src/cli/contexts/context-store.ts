import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { naturalOrder } from "../format/natural-order.ts";
import { type ContextMetadata, decodeMetadata, defaultName, encodeMetadata, type TlsMaterial } from "./metadata.ts";

/** Contexts as Docker's clients keep them: `contexts/meta/ID/meta.json` and `contexts/tls/ID/ENDPOINT/FILE`, ID from the name. */
export class ContextStore {
  readonly #folder: string;

  /** `folder` is that of the client's configuration. */
  constructor(folder: string) {
    this.#folder = join(folder, "contexts");
  }

  metadataPath(name: string): string {
    return join(this.#folder, "meta", idOf(name));
  }

  tlsPath(name: string): string {
    return join(this.#folder, "tls", idOf(name));
  }

  /** @throws Error in Docker's words when there is none of the name, or it cannot be read */
  read(name: string): ContextMetadata {
    const path = join(this.metadataPath(name), "meta.json");
    const context = `context ${JSON.stringify(name)}: `;
    return parsed(path, readText(path, `${context}context not found`), context);
  }

  has(name: string): boolean {
    return statSync(this.metadataPath(name), { throwIfNoEntry: false }) !== undefined;
  }

  /** All that are stored, in natural order of their names. @throws Error in Docker's words for one that cannot be read */
  list(): ContextMetadata[] {
    const folder = join(this.#folder, "meta");
    const found: ContextMetadata[] = [];
    for (const id of entriesOf(folder)) {
      const path = join(folder, id, "meta.json");
      if (statSync(path, { throwIfNoEntry: false }) === undefined) continue;
      try {
        found.push(parsed(path, readText(path, "open")));
      } catch (error) {
        throw new Error(`failed to read metadata: ${(error as Error).message}`);
      }
    }
    return found.sort((a, b) => naturalOrder(a.Name, b.Name));
  }

  /** Names of the files of TLS material, by endpoint. */
  tlsFiles(name: string): Record<string, string[]> {
    const folder = this.tlsPath(name);
    return Object.fromEntries(entriesOf(folder).map((endpoint) => [endpoint, entriesOf(join(folder, endpoint))]));
  }

  readTls(name: string): TlsMaterial {
    const read = (endpoint: string, files: readonly string[]): Record<string, Uint8Array> =>
      Object.fromEntries(files.map((file) => [file, readFileSync(join(this.tlsPath(name), endpoint, file))]));
    return Object.fromEntries(
      Object.entries(this.tlsFiles(name)).map(([endpoint, files]) => [endpoint, read(endpoint, files)]),
    );
  }

  save(metadata: ContextMetadata): void {
    const folder = this.metadataPath(metadata.Name);
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    replaceFile(join(folder, "meta.json"), encodeMetadata(metadata), 0o644);
  }

  /** Replaces all TLS material of the context. */
  saveTls(name: string, material: TlsMaterial): void {
    rmSync(this.tlsPath(name), { recursive: true, force: true });
    for (const [endpoint, files] of Object.entries(material)) {
      for (const [file, data] of Object.entries(files)) {
        const path = join(this.tlsPath(name), endpoint, file);
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        replaceFile(path, data, 0o600);
      }
    }
  }

  remove(name: string): void {
    rmSync(this.metadataPath(name), { recursive: true, force: true });
    rmSync(this.tlsPath(name), { recursive: true, force: true });
  }
}

function idOf(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === "EACCES" ? "permission denied" : "no such file or directory";
    throw new Error(`${what}: open ${path}: ${reason}`);
  }
}

/** @param context what stands before the text of an error */
function parsed(path: string, text: string, context = ""): ContextMetadata {
  try {
    return decodeMetadata(text);
  } catch {
    const why = text.trim() === "" || /[{[,:"\w]\s*$/.test(text) ? "unexpected end of JSON input" : "invalid character";
    throw new Error(`${context}parsing ${path}: ${why}`);
  }
}

/** A reader sees the old file or the new one, never a part. */
function replaceFile(path: string, data: string | Uint8Array, mode: number): void {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, data, { mode });
  renameSync(draft, path);
}

const namePattern = "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$";

/** @throws Error in Docker's words for a name that no context may have */
export function checkContextName(name: string): void {
  if (name === "") throw new Error("context name cannot be empty");
  if (name === defaultName) throw new Error(`"default" is a reserved context name`);
  if (!new RegExp(namePattern).test(name))
    throw new Error(
      `context name ${JSON.stringify(name)} is invalid, names are validated against regexp ${JSON.stringify(namePattern)}`,
    );
}
