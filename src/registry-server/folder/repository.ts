import type { Referrer } from "../contract.ts";
import type { BlobDigest } from "../digest.ts";
import { LastUses } from "./last-uses.ts";

/** What is kept of a manifest: the content of its link. */
export interface ManifestLink {
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** With what the referrers API shows, where it has a subject. */
  readonly subject?: BlobDigest;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** An upstream gave it, and nobody pushed it. */
  readonly fetched?: true;
}

/** One repository, in memory. */
export class RepositoryState {
  readonly name: string;
  /** The blobs it has, and when each was last pushed or asked for: milliseconds since 1970. */
  readonly blobs = new Map<BlobDigest, number>();
  readonly manifests = new Map<BlobDigest, ManifestLink>();
  readonly tags = new Map<string, BlobDigest>();
  /** Tags that an upstream gave, and not a push. */
  readonly fetchedTags = new Set<string>();
  /** When each manifest was last pushed or asked for. */
  readonly manifestsSeen = new Map<BlobDigest, number>();
  /** The same of both, over restarts too: for what goes since nobody uses it. */
  readonly uses = new LastUses();
  readonly #referrers = new Map<BlobDigest, Set<BlobDigest>>();

  constructor(name: string) {
    this.name = name;
  }

  get isEmpty(): boolean {
    return this.blobs.size === 0 && this.manifests.size === 0 && this.tags.size === 0;
  }

  setManifest(digest: BlobDigest, link: ManifestLink): void {
    this.manifests.set(digest, link);
    if (link.subject === undefined) return;
    const referrers = this.#referrers.get(link.subject) ?? new Set();
    this.#referrers.set(link.subject, referrers.add(digest));
  }

  deleteManifest(digest: BlobDigest): void {
    const subject = this.manifests.get(digest)?.subject;
    this.manifests.delete(digest);
    this.manifestsSeen.delete(digest);
    if (subject === undefined) return;
    const referrers = this.#referrers.get(subject);
    referrers?.delete(digest);
    if (referrers?.size === 0) this.#referrers.delete(subject);
  }

  tagsOf(digest: BlobDigest): string[] {
    return [...this.tags].filter(([, target]) => target === digest).map(([tag]) => tag);
  }

  referrersOf(subject: BlobDigest): Referrer[] {
    return [...(this.#referrers.get(subject) ?? [])].sort().flatMap((digest) => {
      const link = this.manifests.get(digest);
      if (link === undefined) return [];
      const { mediaType, sizeBytes: size, artifactType, annotations } = link;
      return [
        {
          mediaType,
          digest,
          size,
          ...(artifactType === undefined ? {} : { artifactType }),
          ...(annotations === undefined ? {} : { annotations }),
        },
      ];
    });
  }
}
