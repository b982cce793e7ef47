import { resolve } from "node:path";
import { parseMount } from "#compose/file/mount-spec.ts";

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
    if (parseMount(text).get("source") === undefined) anonymous[text] = {};
    else binds.push(withAbsoluteSource(text));
  }
  return { binds, anonymous };
}

/** `./folder` and `../folder` count from the client's working directory. */
function withAbsoluteSource(text: string): string {
  const at = text.indexOf(":");
  const source = text.slice(0, at);
  if (!source.startsWith(".")) return text;
  return resolve(source) + text.slice(at);
}
