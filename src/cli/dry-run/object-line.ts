import type { RehearsalObject } from "#api/types.gen.ts";
import { humanSize } from "../format/human-size.ts";

/** What would be done to one object: `Would remove container web (0123456789ab), 12kB`. */
export function objectLine({ Does, What, Id, Name, Size }: RehearsalObject): string {
  const noun = What === "build-cache" ? "build cache" : What;
  const id = /^[0-9a-f]{64}$/.test(Id) && Name !== undefined ? Id.slice(0, 12) : Id;
  const which =
    Name === undefined ? id : Name === Id ? id : What === "build-cache" ? `${id} (${Name})` : `${Name} (${id})`;
  const size = Size === undefined || Size === null ? "" : `, ${humanSize(Size, 4)}`;
  return `Would ${Does} ${noun} ${which}${size}`;
}
