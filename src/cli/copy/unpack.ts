import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  fchmodSync,
  futimesSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { fromByteString, type TarEntry } from "#formats/tar/entry.ts";
import { TarReader } from "#formats/tar/reader.ts";

/**
 * Unpacks an archive of an engine into a folder of this machine, as the user who runs the command. The archive may come from
 * a hostile container: nothing is written outside the folder, and a folder is not replaced by something else or the reverse.
 * @throws Error
 */
export async function unpack(
  folder: string,
  content: AsyncIterable<Uint8Array>,
  rename: (name: string) => string,
): Promise<void> {
  const reader = new TarReader();
  const target = new Unpacking(folder, rename);
  try {
    for await (const chunk of content) {
      for (const event of reader.read(chunk)) {
        if (event.kind === "entry") target.begin(event.entry);
        else if (event.kind === "data") target.data(event.bytes, event.offset);
        else target.end();
      }
    }
    reader.finish();
    target.finish();
  } finally {
    target.close();
  }
}

class Unpacking {
  readonly #folder: string;
  readonly #rename: (name: string) => string;
  readonly #root: Buffer;
  readonly #folders: Array<{ readonly path: Buffer; readonly entry: TarEntry }> = [];
  #file: { readonly fd: number; readonly entry: TarEntry } | undefined;

  constructor(folder: string, rename: (name: string) => string) {
    this.#folder = folder;
    this.#rename = rename;
    this.#root = realpathSync(folder, { encoding: "buffer" });
  }

  begin(entry: TarEntry): void {
    const name = localName(this.#rename(entry.name));
    if (name === undefined) throw new Error(`invalid entry name ${JSON.stringify(entry.name)}`);
    if (name === "") return;
    const path = this.#place(name);
    this.#clear(path, { name, entry });
    if (entry.type === "file") this.#file = { fd: openSync(path, "wx", 0o600), entry };
    else this.#make(path, entry);
  }

  data(bytes: Uint8Array, offset: number): void {
    if (this.#file === undefined) return;
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file.fd, bytes, at, bytes.length - at, offset + at);
  }

  end(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    try {
      fchmodSync(file.fd, file.entry.mode);
      futimesSync(file.fd, timeOf(file.entry), timeOf(file.entry));
    } finally {
      closeSync(file.fd);
    }
  }

  /** Modes and times of folders, which would be in the way of what is written into them. */
  finish(): void {
    for (const { path, entry } of this.#folders.reverse()) {
      chmodSync(path, entry.mode);
      lutimesSync(path, timeOf(entry), timeOf(entry));
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file.fd);
    this.#file = undefined;
  }

  /** Where a name lies, its folders made; symlinks among them must not lead out. */
  #place(name: string): Buffer {
    const slash = name.lastIndexOf("/");
    const parent = slash < 0 ? this.#root : this.#pathOf(name.slice(0, slash));
    mkdirSync(parent, { recursive: true, mode: 0o755 });
    const real = realpathSync(parent, { encoding: "buffer" });
    if (!isWithin(real, this.#root)) throw new Error(`statat ${name.slice(0, slash)}: path escapes from parent`);
    return Buffer.concat([real, Buffer.from("/"), fromByteString(name.slice(slash + 1))]);
  }

  #pathOf(name: string): Buffer {
    const path = Buffer.concat([this.#root, Buffer.from("/"), fromByteString(name)]);
    const existing = nearest(path);
    if (!isWithin(realpathSync(existing, { encoding: "buffer" }), this.#root))
      throw new Error(`statat ${name}: path escapes from parent`);
    return path;
  }

  #clear(path: Buffer, { name, entry }: { readonly name: string; readonly entry: TarEntry }): void {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    const comes = entry.type === "directory";
    if (stat.isDirectory() && comes) return;
    if (stat.isDirectory() !== comes) {
      const [old, next] = comes ? ["non-directory", "directory"] : ["directory", "non-directory"];
      throw new Error(`cannot overwrite ${old} ${JSON.stringify(name)} with ${next} ${JSON.stringify(this.#folder)}`);
    }
    rmSync(path, { recursive: true });
  }

  #make(path: Buffer, entry: TarEntry): void {
    if (entry.type === "directory") {
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined) mkdirSync(path, 0o700);
      this.#folders.push({ path, entry });
    } else if (entry.type === "hard-link") this.#link(path, entry);
    else if (entry.type === "symlink") {
      symlinkSync(fromByteString(entry.linkName), path);
      lutimesSync(path, timeOf(entry), timeOf(entry));
    } else makeNode(path, entry);
  }

  #link(path: Buffer, entry: TarEntry): void {
    const target = localName(this.#rename(entry.linkName));
    if (target === undefined || target === "")
      throw new Error(`invalid hardlink target ${JSON.stringify(entry.linkName)}`);
    linkSync(this.#place(target), path);
  }
}

/** The path, or the folder above it that is there. */
function nearest(path: Buffer): Buffer {
  let at = path;
  while (lstatSync(at, { throwIfNoEntry: false }) === undefined) at = at.subarray(0, at.lastIndexOf("/"));
  return at;
}

function isWithin(path: Buffer, root: Buffer): boolean {
  const prefix = root.toString("latin1").replace(/\/$/, "");
  const text = path.toString("latin1");
  return text === prefix || text.startsWith(`${prefix}/`) || prefix === "";
}

function timeOf(entry: TarEntry): number {
  return entry.mtimeSeconds + entry.mtimeNanoseconds / 1e9;
}

/** Node has no call for it. */
function makeNode(path: Buffer, entry: TarEntry): void {
  const device = [String(entry.deviceMajor), String(entry.deviceMinor)];
  const kinds: Readonly<Record<string, readonly string[]>> = {
    fifo: ["p"],
    "character-device": ["c", ...device],
    "block-device": ["b", ...device],
  };
  const mode = (entry.mode & 0o777).toString(8);
  execFileSync("mknod", ["-m", mode, "--", path.toString(), ...(kinds[entry.type] ?? [])], { stdio: "pipe" });
  lutimesSync(path, timeOf(entry), timeOf(entry));
}

/** A name without what leads nowhere; undefined for one that leads out. */
function localName(name: string): string | undefined {
  const parts: string[] = [];
  for (const part of name.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
