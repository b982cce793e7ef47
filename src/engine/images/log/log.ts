import type { ImageLogEntry } from "#api/types.gen.ts";
import { noImageName, noSuchImage } from "#core/image/errors.ts";
import { type NumberedEntry, numbered, upToDate } from "#core/image/name-log.ts";
import { familiarText, parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import type { ImageContext } from "../dependencies.ts";
import { bytesOnlyOf, formerImages } from "./former.ts";

/** A name whose moves are asked for. */
export interface NamedLog {
  /** Normalised. */
  readonly name: string;
  readonly familiar: string;
  /** Newest first. */
  readonly rows: readonly NumberedEntry[];
}

/** @throws not-found for a name that never stood for an image · invalid-argument for what is no name */
export function logOf({ table }: ImageContext, ref: string): NamedLog {
  const reference = withDefaultTag(parseReference(ref));
  if (reference.digest !== undefined) throw noImageName(ref);
  const name = referenceText(reference);
  const current = table.currentTarget(name);
  const entries = upToDate(table.log(name), current);
  const familiar = familiarText(reference);
  if (entries.length === 0) throw noSuchImage(familiar);
  return { name, familiar, rows: numbered(entries, current !== undefined) };
}

/** `GET /images/{name}/log`. */
export function imageLog(context: ImageContext, ref: string): ImageLogEntry[] {
  const former = formerImages(context);
  return logOf(context, ref).rows.map(({ n, entry }) => {
    const record = context.table.image(entry.target.digest);
    const isFormer = record !== undefined && former.includes(record);
    return {
      N: n,
      Id: entry.target.digest,
      Time: entry.at,
      By: entry.by,
      Available: record !== undefined,
      Size: isFormer ? bytesOnlyOf(context, [record], former) : 0,
      ...(n === 0 ? { Current: true } : {}),
    };
  });
}
