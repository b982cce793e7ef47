/**
 * Makes the image that pulls and pushes are measured with: files of Debian packages, a layer each, as a registry has them.
 *   bun run tools/bench-image.ts [--small]        prints the folder of an OCI layout; made once, kept in the user's cache
 * The whole image has about 600 MB in 24,000 files, the small one 100 MB in 9,000.
 */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

const packages = ["golang-1.19-src", "libboost1.74-dev", "openjdk-17-jre-headless", "libllvm14", "gcc-12"];
const types = {
  manifest: "application/vnd.docker.distribution.manifest.v2+json",
  config: "application/vnd.docker.container.image.v1+json",
  layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
};

interface Blob {
  readonly digest: string;
  readonly size: number;
}

interface Layer extends Blob {
  readonly diffId: string;
}

/** The folder of the layout, made where it is not there. */
export async function benchImage(size: "whole" | "small"): Promise<string> {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "gantry-bench");
  const folder = join(cache, size);
  if (existsSync(folder)) return folder;
  const making = `${folder}.making`;
  await rm(making, { recursive: true, force: true });
  mkdirSync(join(making, "blobs", "sha256"), { recursive: true });
  await make(making, size === "small" ? packages.slice(0, 1) : packages);
  renameSync(making, folder);
  return folder;
}

async function make(folder: string, names: readonly string[]): Promise<void> {
  const layers: Layer[] = [];
  for (const name of names) {
    execFileSync("apt-get", ["download", "-qq", name], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
    const file = readdirSync(folder).find((entry) => entry.startsWith(`${name}_`));
    if (file === undefined) throw new Error(`no package ${name}`);
    layers.push(await layerOf(folder, join(folder, file)));
    await rm(join(folder, file));
  }
  const config = put(folder, {
    ...{ architecture: "amd64", os: "linux", created: "2024-01-01T00:00:00Z", config: { Cmd: ["/bin/true"] } },
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(() => ({ created: "2024-01-01T00:00:00Z", created_by: "bench" })),
  });
  const manifest = put(folder, {
    ...{ schemaVersion: 2, mediaType: types.manifest, config: { mediaType: types.config, ...config } },
    layers: layers.map(({ digest, size }) => ({ mediaType: types.layer, digest, size })),
  });
  const index = { schemaVersion: 2, manifests: [{ mediaType: types.manifest, ...manifest }] };
  writeFileSync(join(folder, "index.json"), JSON.stringify(index));
  writeFileSync(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
}

/** A package's files as a packed layer. */
async function layerOf(folder: string, packageFile: string): Promise<Layer> {
  const tar = spawn("dpkg-deb", ["--fsys-tarfile", packageFile], { stdio: ["ignore", "pipe", "inherit"] });
  const path = join(folder, "layer");
  const [plain, packed] = [createHash("sha256"), createHash("sha256")];
  await pipeline(
    tar.stdout,
    new PassThrough().on("data", (chunk) => plain.update(chunk as Buffer)),
    createGzip({ level: 6 }),
    new PassThrough().on("data", (chunk) => packed.update(chunk as Buffer)),
    createWriteStream(path),
  );
  const digest = packed.digest("hex");
  const { size } = await stat(path);
  renameSync(path, join(folder, "blobs", "sha256", digest));
  return { digest: `sha256:${digest}`, size, diffId: `sha256:${plain.digest("hex")}` };
}

function put(folder: string, document: object): Blob {
  const bytes = Buffer.from(JSON.stringify(document));
  const digest = createHash("sha256").update(bytes).digest("hex");
  writeFileSync(join(folder, "blobs", "sha256", digest), bytes);
  return { digest: `sha256:${digest}`, size: bytes.length };
}

/** A blob of the layout, as the body of a request. */
export function blobStream(folder: string, digest: string): ReadableStream {
  const path = join(folder, "blobs", "sha256", digest.slice("sha256:".length));
  return Readable.toWeb(createReadStream(path)) as unknown as ReadableStream;
}

if (import.meta.main) console.log(await benchImage(process.argv.includes("--small") ? "small" : "whole"));
