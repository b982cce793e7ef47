import type { Digest } from "#base/digest.ts";
import { ambiguousReference, noSuchImage } from "#core/image/errors.ts";
import type { CurrentTarget, NameLogEntry } from "#core/image/name-log.ts";
import {
  familiarText,
  parseReference,
  type Reference,
  referenceText,
  repositoryOf,
  withDefaultTag,
} from "#formats/reference/reference.ts";
import type { ImageRecord, NameRecord } from "./records.ts";

/** What a reference led to. */
export interface FoundImage {
  readonly record: ImageRecord;
  /** The normalised name, where it was found by one. */
  readonly name?: string;
  /** The repository of a `repository@digest` reference. */
  readonly repository?: string;
}

/** Two records of one target differ in manifests by referrers alone: blobs of both are here, those of the known one since it names them. */
function withReferrers(record: ImageRecord, { manifests, blobs }: Omit<ImageRecord, "target">): ImageRecord {
  return {
    ...record,
    manifests: [...record.manifests, ...manifests],
    blobs: [...new Map([...record.blobs, ...blobs])],
  };
}

const idPattern = /^(?:sha256:)?([0-9a-f]{4,64})$/;

/** All images and names, in memory. An image without a name is dangling. */
export class ImageTable {
  readonly #images = new Map<Digest, ImageRecord>();
  readonly #names = new Map<string, NameRecord>();
  readonly #logs = new Map<string, readonly NameLogEntry[]>();

  /** Another with the same images and names, to change as one likes. */
  copy(): ImageTable {
    const copy = new ImageTable();
    for (const record of this.#images.values()) copy.setImage(record);
    for (const [name, record] of this.#names) copy.setName(name, record);
    return copy;
  }

  images(): Iterable<ImageRecord> {
    return this.#images.values();
  }

  image(id: Digest): ImageRecord | undefined {
    return this.#images.get(id);
  }

  /** Normalised and sorted; those by digest too. */
  names(): string[] {
    return [...this.#names.keys()].sort();
  }

  name(name: string): NameRecord | undefined {
    return this.#names.get(name);
  }

  /** Normalised names of an image, sorted. */
  namesOf(id: Digest): string[] {
    const names: string[] = [];
    for (const [name, { target }] of this.#names) if (target.digest === id) names.push(name);
    return names.sort();
  }

  /**
   * The record with what only the one that is there knows: an image that comes again is still what it was made from, and keeps the
   * signatures and the like that it has beside what its target names.
   */
  withKnown(record: ImageRecord): ImageRecord {
    const known = this.#images.get(record.target.digest);
    if (known === undefined) return record;
    const parent = record.parent ?? known.parent;
    const digests = new Set(record.manifests.map(({ descriptor }) => descriptor.digest));
    const beside = known.manifests.filter(({ descriptor }) => !digests.has(descriptor.digest));
    const whole = beside.length === 0 ? record : withReferrers(record, { ...known, manifests: beside });
    return parent === undefined ? whole : { ...whole, parent };
  }

  setImage(record: ImageRecord): void {
    this.#images.set(record.target.digest, record);
  }

  setName(name: string, record: NameRecord): void {
    this.#names.set(name, record);
  }

  /** What a name stands for and stood for, newest last; empty where nothing is known. */
  log(name: string): readonly NameLogEntry[] {
    return this.#logs.get(name) ?? [];
  }

  /** What a name stands for, as its log has it. */
  currentTarget(name: string): CurrentTarget | undefined {
    const record = this.#names.get(name);
    return record === undefined ? undefined : { target: record.target, at: record.taggedAt };
  }

  logs(): Iterable<readonly [string, readonly NameLogEntry[]]> {
    return this.#logs;
  }

  /** An empty one is forgotten. */
  setLog(name: string, entries: readonly NameLogEntry[]): void {
    if (entries.length === 0) this.#logs.delete(name);
    else this.#logs.set(name, entries);
  }

  /** Images that were committed from a container of this one. */
  childrenOf(id: Digest): ImageRecord[] {
    return [...this.#images.values()].filter(({ parent }) => parent === id);
  }

  deleteImage(id: Digest): void {
    this.#images.delete(id);
  }

  deleteName(name: string): void {
    this.#names.delete(name);
  }

  /**
   * Finds an image as Docker does: by name, else by an id or the beginning of one. The digest of a config stands for its
   * image too.
   * @throws not-found · invalid-argument for a malformed reference
   */
  find(text: string): FoundImage {
    const whole = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)?.[1];
    if (whole !== undefined) return this.#findById(whole) ?? this.#missing(`sha256:${whole}`);
    const reference = parseReference(text);
    if (reference.digest !== undefined) return this.#findDigested(reference);
    const name = referenceText(withDefaultTag(reference));
    const named = this.#names.get(name);
    const record = named && this.#images.get(named.target.digest);
    if (record !== undefined) return { record, name };
    const prefix = idPattern.exec(text)?.[1];
    const byId = prefix === undefined ? undefined : this.#findById(prefix);
    return byId ?? this.#missing(familiarText(withDefaultTag(reference)));
  }

  #missing(reference: string): never {
    throw noSuchImage(reference);
  }

  #findDigested(reference: Reference): FoundImage {
    const { digest } = reference;
    const repository = repositoryOf(reference);
    const found = digest === undefined ? undefined : this.#findById(digest.slice("sha256:".length));
    const inRepository = this.namesOf(found?.record.target.digest ?? ("" as Digest)).some(
      (name) => repositoryOf(parseReference(name)) === repository,
    );
    if (found === undefined || !inRepository) return this.#missing(familiarText(reference));
    return { ...found, repository };
  }

  #findById(prefix: string): FoundImage | undefined {
    const whole = `sha256:${prefix}`;
    const exact = prefix.length === 64 ? this.#images.get(whole as Digest) : undefined;
    if (exact !== undefined) return { record: exact };
    const found = new Set<ImageRecord>();
    for (const record of this.#images.values()) if (record.target.digest.startsWith(whole)) found.add(record);
    if (found.size === 0) for (const record of this.#byConfig(whole)) found.add(record);
    if (found.size > 1) throw ambiguousReference();
    for (const record of found) return { record };
    return undefined;
  }

  *#byConfig(prefix: string): Generator<ImageRecord> {
    for (const record of this.#images.values()) {
      if (record.manifests.some(({ image }) => image?.config.digest.startsWith(prefix))) yield record;
    }
  }
}
