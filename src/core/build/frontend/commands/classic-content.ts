import { createHash } from "node:crypto";
import { digestHex } from "#base/digest.ts";
import type { AddInstruction, CopyInstruction } from "#formats/dockerfile/instructions/instruction.ts";
import type { FileAction } from "../../file-operation.ts";
import type { CommandRoom } from "./apply-command.ts";

/** What the history of the classic builder shows of a copy: `file:`, `dir:` or `multi:` with the digest of what was copied. */
export async function classicContent(
  { op, ports }: CommandRoom,
  actions: readonly FileAction[],
  command: AddInstruction | CopyInstruction,
): Promise<string> {
  const digests: string[] = [];
  for (const action of actions) {
    if (action.action !== "copy") continue;
    const selection = {
      paths: [action.source],
      wildcards: action.wildcards,
      followSymlinks: action.followSymlinks,
      excludePatterns: action.excludePatterns,
      includePatterns: action.includePatterns,
    };
    digests.push(digestHex(await ports.contentDigest(op, action.from, selection)));
  }
  const [only = "", ...more] = digests;
  if (more.length > 0) return `multi:${createHash("sha256").update(digests.join(",")).digest("hex")}`;
  return `${command.paths[0]?.endsWith("/") === true || command.paths[0] === "." ? "dir" : "file"}:${only}`;
}
