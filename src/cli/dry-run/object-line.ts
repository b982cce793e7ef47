import type { RehearsalObject } from "#api/types.gen.ts";
import { humanSize } from "../format/human-size.ts";
import { oneLine } from "../format/one-line.ts";

/** What would be done to one object: `Would remove container web (0123456789ab), 12kB`. */
export function objectLine({ Does, What, Id, Name, Size }: RehearsalObject): string {
  const noun = What === "build-cache" ? "build cache" : What;
  const size = Size === undefined || Size === null ? "" : `, ${humanSize(Size, 4)}`;
  return `Would ${Does} ${noun} ${oneLine(nameOf({ What, Id, Name }))}${size}`;
}

/** Of a build's cache the name is but a description. */
function nameOf({
  What,
  Id,
  Name,
}: Pick<RehearsalObject, "What" | "Id"> & { readonly Name: string | undefined }): string {
  if (Name === undefined) return Id;
  return What === "build-cache" ? `${Id} (${Name})` : `${Name} (${Id.slice(0, 12)})`;
}
