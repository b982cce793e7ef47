import { resolve } from "node:path";

/** What `-v` says: mounts of something named, and volumes that are to be made. */
export interface ParsedVolumes {
  readonly binds: readonly string[];
  readonly anonymous: Readonly<Record<string, Readonly<Record<string, never>>>>;
}

/** @throws Error in Docker's words. */
export function parseVolumes(texts: readonly string[]): ParsedVolumes {
  const binds: string[] = [];
  const anonymous: Record<string, Record<string, never>> = {};
  for (const text of new Set(texts)) {
    if (!hasSource(text)) anonymous[text] = {};
    else binds.push(withAbsoluteSource(text));
  }
  return { binds, anonymous };
}

function hasSource(text: string): boolean {
  if (text === "") throw new Error("invalid empty volume spec");
  // Two characters are a path or a drive.
  if (text.length <= 2) return false;
  const parts = text.split(":");
  if (parts.length > 1 && (parts[0] === "" || parts.at(-1) === "" || parts[1] === "")) {
    throw new Error(`invalid spec: ${text}: empty section between colons`);
  }
  return parts.length > 1;
}

/** `./folder` and `../folder` count from the client's working directory. */
function withAbsoluteSource(text: string): string {
  const at = text.indexOf(":");
  const source = text.slice(0, at);
  if (!source.startsWith(".")) return text;
  return resolve(source) + text.slice(at);
}
