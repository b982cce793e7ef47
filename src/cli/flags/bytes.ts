import { parseBytes } from "../values/bytes.ts";
import type { Flag, FlagTraits } from "./flag.ts";
import { scalar } from "./scalars.ts";

/** A size, such as `12m`; 0 where none is given. */
export function bytes(traits: FlagTraits): Flag<number> {
  return scalar(traits, { type: "bytes", zero: 0, parse: parseBytes });
}
