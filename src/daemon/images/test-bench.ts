import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backgroundOp, type Op, silentLog } from "#base/op.ts";
import type { EngineEvent } from "#core/events/contract.ts";
import type { ImageUser } from "#core/image/contract.ts";
import { MemoryRegistries } from "#core/registry/memory-registries.fake.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import { openOciLayout } from "#drivers/content/oci-layout/oci-layout.ts";
import { type OverlaySnapshotter, openOverlaySnapshotter } from "#drivers/snapshot/overlay/overlay.ts";
import type { Images } from "#engine/images/images.ts";
import { openImages } from "#engine/images/open-images.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { openUrl } from "#registry/open-url.ts";

const op = backgroundOp();

/** Images on real drivers in a temp directory, for tests. */
export class ImageBench implements AsyncDisposable {
  readonly store = new MemoryRecordStore();
  readonly events: Array<Omit<EngineEvent, "timeNs">> = [];
  readonly users = new Map<string, ImageUser[]>();
  readonly registries = new MemoryRegistries();
  historyAgeMs = 7 * 24 * 3_600_000;
  limits = { downloads: 3, uploads: 5 };
  readonly path: string;
  images!: Images;
  snapshots!: OverlaySnapshotter;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<ImageBench> {
    const bench = new ImageBench(await mkdtemp(join(tmpdir(), "images-test-")));
    await bench.reopen();
    return bench;
  }

  /** As a new daemon on the same root. */
  async reopen(): Promise<void> {
    this.images?.logs.end();
    await this.snapshots?.[Symbol.asyncDispose]();
    this.snapshots = await openOverlaySnapshotter(op, {
      path: join(this.path, "snapshots"),
      store: this.store,
      log: silentLog,
    });
    const content = openOciLayout({
      path: join(this.path, "content"),
      syncFileSystem: (op) => this.snapshots.sync(op),
    });
    this.images = await openImages(op, {
      content,
      snapshots: this.snapshots,
      store: this.store,
      events: { emit: (event) => void (event.quiet === true || this.events.push(event)) },
      users: { usersOf: (id) => this.users.get(id) ?? [] },
      held: () => ({ layers: [], blobs: [] }),
      registries: this.registries,
      openUrl,
      limits: () => this.limits,
      historyAgeMs: () => this.historyAgeMs,
      platform: { os: "linux", architecture: "amd64" },
      hostPlatform: { os: "linux", architecture: "amd64", variant: "v3" },
    });
    await this.snapshots.recover(op, { writables: new Set() });
    await this.images.collect(op);
  }

  /** What `load` answers, as text. */
  async load(archive: Uint8Array, chunkBytes = 65_536): Promise<string> {
    let text = "";
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < archive.length; at += chunkBytes) yield archive.subarray(at, at + chunkBytes);
    };
    await this.images.load(op, chunks(), {
      progress: ({ stream = "" }) => {
        text += stream;
      },
    });
    return text;
  }

  /** The lines that a pull answers. */
  async pull(image: string, options: { platform?: string; op?: Op } = {}): Promise<ProgressMessage[]> {
    const lines: ProgressMessage[] = [];
    await this.images.pull(options.op ?? op, {
      ...{ image, tag: "", platform: options.platform ?? "", access: {} },
      progress: (line) => void lines.push(line),
    });
    return lines;
  }

  /** The lines that a push answers. */
  async push(name: string, options: { platform?: Platform; tag?: string } = {}): Promise<ProgressMessage[]> {
    const lines: ProgressMessage[] = [];
    const { platform, tag = "" } = options;
    const progress = (line: ProgressMessage): void => void lines.push(line);
    await this.images.push(op, name, { tag, platform, access: {}, progress });
    return lines;
  }

  /** Names of blobs and layer trees on disk, and keys of records. */
  async leftovers(): Promise<{ blobs: string[]; temporary: string[]; trees: string[]; records: number }> {
    const trees = await readdir(join(this.path, "snapshots"));
    const kinds = ["image", "image-name", "layer"] as const;
    const records = await Promise.all(kinds.map((kind) => this.store.list(op, kind)));
    return {
      blobs: (await readdir(join(this.path, "content", "blobs", "sha256"))).sort(),
      temporary: [
        ...(await readdir(join(this.path, "content", "ingest"))),
        ...(await readdir(join(this.path, "snapshots", "tmp"))),
      ],
      trees: trees.filter((name) => /^\d+$/.test(name)),
      records: records.flat().length,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.images.logs.end();
    await this.snapshots[Symbol.asyncDispose]();
    await rm(this.path, { recursive: true });
  }
}
