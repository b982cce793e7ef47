import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

type Config = Readonly<Record<string, unknown>>;

/** Changes keys of `config.json`, keeping all others; undefined removes one. What is written is for its owner alone. */
export function saveConfig(folder: string, changes: Config): void {
  changeConfig(folder, () => changes);
}

/** `saveConfig` with changes that depend on what the file holds now. */
export function changeConfig(folder: string, change: (config: Config) => Config): void {
  const config: Record<string, unknown> = { auths: {}, ...readConfig(folder) };
  for (const [key, value] of Object.entries(change(config))) {
    if (value === undefined) delete config[key];
    else config[key] = value;
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replaceFile(targetOf(join(folder, "config.json")), JSON.stringify(config, undefined, "\t"));
}

/** The old file or the new one, whatever happens; no other user can read it at any moment. */
function replaceFile(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  const fd = openSync(draft, "w", 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } catch (error) {
    unlinkSync(draft);
    throw error;
  } finally {
    closeSync(fd);
  }
  renameSync(draft, path);
}

function readConfig(folder: string): Record<string, unknown> {
  try {
    const text = readFileSync(join(folder, "config.json"), "utf8");
    return text.trim() === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
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
