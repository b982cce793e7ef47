import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface ContextMetadata {
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

/** The engine's address in a stored context. @throws Error in Docker's words when there is none of the name. */
export function contextHost(folder: string, name: string): string {
  const id = createHash("sha256").update(name).digest("hex");
  const path = join(folder, "contexts", "meta", id, "meta.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new Error(
      `unable to resolve docker endpoint: context "${name}": context not found: open ${path}: no such file or directory`,
    );
  }
  return (JSON.parse(text) as ContextMetadata).Endpoints?.docker?.Host ?? "";
}
