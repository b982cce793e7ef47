import { join } from "node:path";
import { algorithmOf, type BlobDigest, digestOfFile, hexOf } from "../digest.ts";

/** The folders of a registry (docs/state.md). */
export class Layout {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  get versionFile(): string {
    return join(this.root, "registry.json");
  }

  get temp(): string {
    return join(this.root, "temp");
  }

  get uploads(): string {
    return join(this.root, "uploads");
  }

  get fetching(): string {
    return join(this.root, "fetching");
  }

  get repositories(): string {
    return join(this.root, "repositories");
  }

  blobFolder(algorithm: "sha256" | "sha512"): string {
    return join(this.root, "blobs", algorithm);
  }

  blob(digest: BlobDigest): string {
    return join(this.blobFolder(algorithmOf(digest)), hexOf(digest));
  }

  repository(name: string): string {
    return join(this.repositories, name);
  }

  /** Its files are named for the blobs that the repository has; they are empty. */
  blobLinks(name: string): string {
    return join(this.repository(name), "_blobs");
  }

  /** Its files are named for manifests, and say what each is. */
  manifestLinks(name: string): string {
    return join(this.repository(name), "_manifests");
  }

  /** Its files are named for tags, and say which manifest each stands for. */
  tags(name: string): string {
    return join(this.repository(name), "_tags");
  }
}

/** `sha256-<hex>`: a digest as a file name. */
export function linkName(digest: BlobDigest): string {
  return `${algorithmOf(digest)}-${hexOf(digest)}`;
}

/** The digest that a link is named for. */
export function digestOfLink(name: string): BlobDigest | undefined {
  const [algorithm, hex = ""] = name.split("-");
  return algorithm === "sha256" || algorithm === "sha512" ? digestOfFile(algorithm, hex) : undefined;
}
