import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { DescribedDevices } from "#core/devices/contract.ts";
import { type DescriptionFile, DeviceTable } from "#core/devices/device-table.ts";
import { decodeDescription } from "#formats/cdi/decode.ts";
import type { Description } from "#formats/cdi/description.ts";
import { validateDescription } from "#formats/cdi/validate.ts";
import { parseDescriptionText } from "./parse-description.ts";

type Content = DescriptionFile["content"];

interface Entry {
  /** Another one after any change of the file. */
  readonly version: string;
  readonly content: Content;
}

/** The descriptions in folders. A file is read again when it has changed, so that asking costs little. */
export class DeviceFolders implements DescribedDevices {
  readonly isEnabled: boolean;
  readonly folders: readonly string[];
  #known: ReadonlyMap<string, Entry> = new Map();

  constructor({ isEnabled, folders }: { readonly isEnabled: boolean; readonly folders: readonly string[] }) {
    this.isEnabled = isEnabled;
    this.folders = folders;
  }

  async read(_op: Op): Promise<DeviceTable> {
    const known = new Map<string, Entry>();
    const files: DescriptionFile[] = [];
    for (const [priority, folder] of this.folders.entries()) {
      for (const path of await filesIn(folder)) {
        const entry = await this.#entryOf(path);
        if (entry === undefined) continue;
        known.set(path, entry);
        files.push({ path, priority, content: entry.content });
      }
    }
    this.#known = known;
    return new DeviceTable(files);
  }

  /** Undefined: it is a folder, or gone. */
  async #entryOf(path: string): Promise<Entry | undefined> {
    const facts = await stat(path, { bigint: true }).catch(() => undefined);
    if (facts === undefined || facts.isDirectory()) return undefined;
    const version = [facts.dev, facts.ino, facts.size, facts.mtimeNs, facts.ctimeNs].join(" ");
    const before = this.#known.get(path);
    return before?.version === version ? before : { version, content: await contentOf(path) };
  }
}

async function contentOf(path: string): Promise<Content> {
  try {
    const description = await descriptionIn(path);
    validateDescription(description);
    return description;
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function descriptionIn(path: string): Promise<Description> {
  const place = JSON.stringify(path);
  const text = await explained(`failed to read CDI Spec ${place}`, () => readFile(path, "utf8"));
  const parsing = `failed to parse CDI Spec ${place}`;
  const value = await explained(parsing, () => parseDescriptionText(text));
  if (value === undefined) throw new Error(`${parsing}, no Spec data`);
  return await explained(parsing, async () => decodeDescription(value));
}

async function explained<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${what}: ${messageOf(error)}`, { cause: error });
  }
}

/** In the order of their names. A folder that is not there has none. */
async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter((name) => [".json", ".yaml"].includes(extname(name)))
    .sort()
    .map((name) => join(folder, name));
}
