import { createHash } from "node:crypto";

/**
 * What a bridge that gets an alias is called until it has it: the kernel takes no alias with a new link, and one that a
 * crash left without would be nobody's. The alias draws the name, so that only its owner takes it for its own.
 */
export function unfinishedBridgeName(alias: string): string {
  return `gantry-${createHash("sha256").update(alias).digest("hex").slice(0, 8)}`;
}
