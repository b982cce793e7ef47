import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A file's bytes, a folder, or a hard link or symbolic link to another name. */
export type TarEntry =
  | { readonly file: Uint8Array | string; readonly mode?: number }
  | { readonly folder: true; readonly mode?: number }
  | { readonly hardLink: string }
  | { readonly symbolicLink: string };

/** What makes an image: its layers as tar bytes, the `config` of its configuration, and the names it gets. */
export interface ImageParts {
  readonly tags: readonly string[];
  readonly layers: readonly Uint8Array[];
  /** Docker's `Config`: Cmd, Env, … */
  readonly config?: Readonly<Record<string, unknown>>;
}

const blockSize = 512;
const modificationTime = 1_700_000_000;
const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** A ustar archive of the entries, in their order. Names are at most 100 bytes. @see POSIX pax, "ustar Interchange Format" */
export function tarOf(entries: ReadonlyMap<string, TarEntry> | Readonly<Record<string, TarEntry>>): Buffer {
  const pairs = entries instanceof Map ? [...entries] : Object.entries(entries as Readonly<Record<string, TarEntry>>);
  const parts = pairs.flatMap(([name, entry]) => tarMember(name, entry));
  return Buffer.concat([...parts, Buffer.alloc(2 * blockSize)]);
}

function tarMember(name: string, entry: TarEntry): Buffer[] {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`name too long for ustar: ${name}`);
  const data = "file" in entry ? Buffer.from(entry.file as Uint8Array) : Buffer.alloc(0);
  const padding = Buffer.alloc((blockSize - (data.length % blockSize)) % blockSize);
  return [tarHeader(name, entry, data.length), data, padding];
}

function tarHeader(name: string, entry: TarEntry, size: number): Buffer {
  const header = Buffer.alloc(blockSize);
  const isFile = "file" in entry;
  const kind = isFile ? "0" : "hardLink" in entry ? "1" : "symbolicLink" in entry ? "2" : "5";
  const mode = "mode" in entry && entry.mode !== undefined ? entry.mode : isFile ? 0o644 : 0o755;
  const target = "hardLink" in entry ? entry.hardLink : "symbolicLink" in entry ? entry.symbolicLink : "";
  header.write(name, 0);
  writeOctal(header, mode, { at: 100, digits: 7 });
  writeOctal(header, 0, { at: 108, digits: 7 });
  writeOctal(header, 0, { at: 116, digits: 7 });
  writeOctal(header, size, { at: 124, digits: 11 });
  writeOctal(header, modificationTime, { at: 136, digits: 11 });
  header.write("        ", 148);
  header.write(kind, 156);
  header.write(target, 157);
  header.write("ustar\u000000", 257);
  writeOctal(
    header,
    header.reduce((sum, byte) => sum + byte, 0),
    { at: 148, digits: 6 },
  );
  return header;
}

function writeOctal(header: Buffer, value: number, field: { readonly at: number; readonly digits: number }): void {
  header.write(`${value.toString(8).padStart(field.digits, "0")}\0`, field.at);
}

/** The lower-case hex SHA-256 of the bytes. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** What `docker save` writes and `docker load` reads, of one or more images; equal layers are stored once. */
export function imageArchive(...images: readonly ImageParts[]): Buffer {
  const entries = new Map<string, TarEntry>();
  const manifest = images.map((image) => {
    const names = image.layers.map((layer) => {
      const name = `${sha256(layer)}/layer.tar`;
      entries.set(name, { file: layer });
      return name;
    });
    const config = imageConfig(image);
    const configName = `${sha256(config)}.json`;
    entries.set(configName, { file: config });
    return { Config: configName, RepoTags: image.tags, Layers: names };
  });
  entries.set("manifest.json", { file: Buffer.from(JSON.stringify(manifest)) });
  return tarOf(entries);
}

/** The bytes of the image's configuration. @see OCI image-spec, config.md */
export function imageConfig(image: ImageParts): Buffer {
  const created = "2024-01-01T00:00:00Z";
  return Buffer.from(
    JSON.stringify({
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      os: "linux",
      created,
      config: image.config ?? {},
      rootfs: { type: "layers", diff_ids: image.layers.map((layer) => `sha256:${sha256(layer)}`) },
      history: image.layers.map(() => ({ created, created_by: "gantry" })),
    }),
  );
}

let busybox: Buffer | undefined;

/** A layer with Debian's static busybox and what its programs need: all its names, users and groups. */
export function busyboxLayer(): Buffer {
  busybox ??= makeBusyboxLayer();
  return busybox;
}

function makeBusyboxLayer(): Buffer {
  const program = "/bin/busybox";
  const names = execFileSync(program, ["--list"], { encoding: "utf8" }).split("\n").filter(Boolean);
  const entries = new Map<string, TarEntry>();
  for (const folder of [
    "bin",
    "dev",
    "etc",
    "home",
    "proc",
    "root",
    "sbin",
    "sys",
    "usr",
    "usr/bin",
    "usr/sbin",
    "var",
  ])
    entries.set(folder, { folder: true });
  entries.set("tmp", { folder: true, mode: 0o1777 });
  entries.set("var/www", { folder: true });
  entries.set("bin/busybox", { file: readFileSync(program), mode: 0o755 });
  for (const name of names) if (name !== "busybox") entries.set(`bin/${name}`, { hardLink: "bin/busybox" });
  const users = ["root:x:0:0:root:/root:/bin/sh", "daemon:x:1:1::/:/bin/false", "www:x:82:82::/var/www:/bin/sh"];
  entries.set("etc/passwd", { file: Buffer.from(`${users.join("\n")}\n`) });
  entries.set("etc/group", { file: Buffer.from("root:x:0:\ndaemon:x:1:\nwww:x:82:\nextra:x:900:www\n") });
  return tarOf(entries);
}

/** A docker archive of the busybox image under the tag. */
export function busyboxArchive(tag = "busybox:latest"): Buffer {
  return imageArchive({ tags: [tag], layers: [busyboxLayer()], config: { Cmd: ["sh"], Env: [path] } });
}
