import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Canary } from "./layers.ts";

/** Files outside of the store, and how they look. */
export class CanaryFolder implements Canary {
  readonly folder: string;
  readonly file: string;
  readonly #before: string;

  constructor(folder: string) {
    this.folder = folder;
    this.file = `${folder}/file`;
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(this.file, "canary", { mode: 0o600 });
    this.#before = this.#look();
  }

  /** What has changed of it; undefined: nothing. */
  changed(): string | undefined {
    const now = this.#look();
    return now === this.#before ? undefined : `${this.#before}\nhas become\n${now}`;
  }

  #look(): string {
    const state = (path: string): string => {
      const { mode, uid, gid, nlink, ino, mtimeMs, ctimeMs } = lstatSync(path);
      return JSON.stringify([path, mode, uid, gid, nlink, ino, mtimeMs, ctimeMs]);
    };
    const entries = readdirSync(this.folder)
      .sort()
      .map((name) => `${this.folder}/${name}`);
    return (
      [this.folder, "/etc/passwd", "/etc/shadow", ...entries].map(state).join("\n") + readFileSync(this.file, "utf8")
    );
  }
}
