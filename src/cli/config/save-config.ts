import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Changes keys of `config.json`, keeping all others; undefined removes one. What is written is for its owner alone. */
export function saveConfig(folder: string, changes: Readonly<Record<string, unknown>>): void {
  const config: Record<string, unknown> = { auths: {}, ...readConfig(folder), ...changes };
  for (const [key, value] of Object.entries(changes)) if (value === undefined) delete config[key];
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = targetOf(join(folder, "config.json"));
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, JSON.stringify(config, undefined, "\t"), { mode: 0o600 });
  renameSync(draft, path);
}

function readConfig(folder: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(join(folder, "config.json"), "utf8")) as Record<string, unknown>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

/** The file behind a link stays where it is. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
