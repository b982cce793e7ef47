import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Reference, referenceText } from "#formats/reference/reference.ts";
import { type ImageManifest, imageManifestJson } from "./image-manifest.ts";

/** There is no such list, or no such image in it. */
export class NoSuchManifest extends Error {
  override readonly name = "NoSuchManifest";

  constructor(reference: Reference) {
    super(`No such manifest: ${familiar(reference)}`);
  }
}

/** Lists that are being made: a folder each, with a file for each image, as Docker's client keeps them. */
export class ManifestStore {
  readonly #root: string;

  constructor(configFolder: string) {
    this.#root = join(configFolder, "manifests");
  }

  /** By name. @throws NoSuchManifest */
  list(list: Reference): readonly ImageManifest[] {
    const folder = this.#folder(list);
    const names = ifThere(() => readdirSync(folder)) ?? [];
    const files = names.filter((name) => !name.endsWith(".tmp")).sort();
    if (files.length === 0) throw new NoSuchManifest(list);
    return files.map((name) => readImage(join(folder, name)));
  }

  has(list: Reference): boolean {
    return (ifThere(() => readdirSync(this.#folder(list))) ?? []).length > 0;
  }

  /** Undefined where the list has no such image. */
  image(list: Reference, image: Reference): ImageManifest | undefined {
    return ifThere(() => readImage(this.#file(list, image)));
  }

  save(list: Reference, image: Reference, manifest: ImageManifest): void {
    const path = this.#file(list, image);
    mkdirSync(this.#folder(list), { recursive: true });
    const draft = `${path}.${process.pid}.tmp`;
    writeFileSync(draft, imageManifestJson(manifest));
    renameSync(draft, path);
  }

  /** @throws NoSuchManifest */
  remove(list: Reference): void {
    if (!this.has(list)) throw new NoSuchManifest(list);
    rmSync(this.#folder(list), { recursive: true });
  }

  #folder(list: Reference): string {
    return join(this.#root, fileName(list));
  }

  #file(list: Reference, image: Reference): string {
    return join(this.#folder(list), fileName(image));
  }
}

function fileName(reference: Reference): string {
  return referenceText(reference).replaceAll("/", "_").replaceAll(":", "-");
}

function familiar(reference: Reference): string {
  return referenceText(reference);
}

function readImage(path: string): ImageManifest {
  return JSON.parse(readFileSync(path, "utf8")) as ImageManifest;
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
