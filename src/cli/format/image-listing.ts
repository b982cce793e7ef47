import type { ImageSummary } from "#api/types.gen.ts";
import { familiarRepository, parseReference } from "#formats/reference/reference.ts";
import { humanAgo } from "./human-duration.ts";
import { humanSize } from "./human-size.ts";
import type { Listing } from "./table.ts";
import { goTime, shortId } from "./text.ts";

/** A line of `images`: an image by one of its names. */
export interface ImageRow {
  readonly image: ImageSummary;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

const none = "<none>";

export interface ImageListingOptions {
  /** Cut ids short. */
  readonly truncate: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether `raw` shows digests. */
  readonly digests?: boolean;
}

/** What `images` can show of a row. */
export function imageListing({ truncate, now, digests = false }: ImageListingOptions): Listing<ImageRow> {
  const column = (header: string, value: (row: ImageRow) => string) => ({ header, value });
  return {
    typeName: "*formatter.imageContext",
    columns: {
      ID: column("IMAGE ID", ({ image }) => (truncate ? shortId(image.Id) : image.Id)),
      Repository: column("REPOSITORY", ({ repository }) => repository),
      Tag: column("TAG", ({ tag }) => tag),
      Digest: column("DIGEST", ({ digest }) => digest),
      CreatedSince: column("CREATED", ({ image }) => createdText(image, now)),
      CreatedAt: column("CREATED AT", ({ image }) => goTime(image.Created)),
      Size: column("SIZE", ({ image }) => humanSize(image.Size)),
      Containers: column("CONTAINERS", ({ image }) => (image.Containers === -1 ? "N/A" : String(image.Containers))),
      VirtualSize: column("VIRTUAL SIZE", ({ image }) => humanSize(image.Size, 4)),
      SharedSize: column("SHARED SIZE", ({ image }) =>
        image.SharedSize === -1 ? "N/A" : humanSize(image.SharedSize, 4),
      ),
      UniqueSize: column("UNIQUE SIZE", ({ image }) => uniqueText(image)),
    },
    raw: [
      ["repository", "Repository"],
      ["tag", "Tag"],
      ...(digests ? [["digest", "Digest"] as const] : []),
      ["image_id", "ID"],
      ["created_at", "CreatedAt"],
      ["virtual_size", "Size"],
    ],
  };
}

function createdText({ Created }: ImageSummary, now: number): string {
  return Created <= 0 ? "N/A" : humanAgo(Created, now);
}

function uniqueText({ Size, SharedSize }: ImageSummary): string {
  return Size === -1 || SharedSize === -1 ? "N/A" : humanSize(Size - SharedSize, 4);
}

/** A row for each name of each image; `digests` adds one for each digest. */
export function imageRows(images: readonly ImageSummary[], options: { readonly digests: boolean }): ImageRow[] {
  return images.flatMap((image) => rowsOf(image, options.digests));
}

/** An image's row by its first tag; one that has none is nameless here. */
export function firstTagRow(image: ImageSummary): ImageRow {
  const [name] = image.RepoTags ?? [];
  if (name === undefined || name.startsWith(none)) return { image, repository: none, tag: none, digest: "" };
  const reference = parseReference(name);
  return { image, repository: familiarRepository(reference), tag: reference.tag ?? none, digest: "" };
}

function rowsOf(image: ImageSummary, showDigests: boolean): ImageRow[] {
  const tags = grouped(image.RepoTags ?? [], ({ tag }) => tag);
  const digests = grouped(image.RepoDigests ?? [], ({ digest }) => digest);
  const rows: ImageRow[] = [];
  const add = (repository: string, tag: string, digest: string): void => {
    rows.push({ image, repository, tag, digest });
  };
  for (const [repository, names] of tags) {
    const sums = showDigests ? digests.get(repository) : undefined;
    digests.delete(repository);
    for (const tag of names) for (const digest of sums ?? [none]) add(repository, tag, digest);
  }
  for (const [repository, sums] of digests)
    for (const digest of showDigests ? sums : [none]) add(repository, none, digest);
  if (rows.length === 0) add(none, none, none);
  return rows;
}

type Part = (reference: ReturnType<typeof parseReference>) => string | undefined;

function grouped(names: readonly string[], part: Part): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    if (name.startsWith(none)) continue;
    const reference = parseReference(name);
    const value = part(reference);
    if (value === undefined) continue;
    const repository = familiarRepository(reference);
    const group = groups.get(repository);
    if (group === undefined) groups.set(repository, [value]);
    else group.push(value);
  }
  return groups;
}
