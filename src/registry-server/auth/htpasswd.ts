import { createHmac, randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { EngineError, messageOf } from "#base/errors.ts";
import type { Log } from "#base/op.ts";

/** A bcrypt hash, as `htpasswd -B` writes it. */
const bcrypt = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

/** Kinds of hashes that htpasswd files may have and that are refused: all can be guessed by the million per second. */
const weakKinds: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\{SHA\}/, "SHA-1"],
  [/^\$apr1\$/, "Apache's MD5"],
  [/^\$1\$/, "MD5"],
  [/^\$[56]\$/, "SHA-crypt"],
  [/^[./A-Za-z0-9]{13}$/, "crypt"],
];

/** Hash by user. @throws invalid-argument for a line that is none, or has a hash of another kind than bcrypt */
export function parseHtpasswd(text: string, file: string): Map<string, string> {
  const users = new Map<string, string>();
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.replace(/\r$/, "");
    if (line.trim() === "" || line.startsWith("#")) continue;
    const colon = line.indexOf(":");
    const [user, hash] = [line.slice(0, colon), line.slice(colon + 1)];
    const where = `${file}, line ${index + 1}`;
    if (colon <= 0) throw refused(`${where}: no user and password`);
    if (!bcrypt.test(hash))
      throw refused(
        `${where}: the password of ${JSON.stringify(user)} is ${kindOf(hash)}, and must be bcrypt (htpasswd -B)`,
      );
    users.set(user, hash);
  }
  return users;
}

function kindOf(hash: string): string {
  return weakKinds.find(([shape]) => shape.test(hash))?.[1] ?? "of an unknown kind";
}

function refused(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}

/** bcrypt sees no more of a password; Bun would hash a longer one first, which htpasswd does not. */
const seenBytes = 72;
const rememberedMs = 5 * 60_000;
const mostRemembered = 1000;
const lookAgainMs = 1000;

/** The users of an htpasswd file, which is read again when it changes. */
export class Htpasswd {
  readonly #path: string;
  readonly #log: Log;
  readonly #secret = randomBytes(32);
  /** Right passwords, unreadable, and until when each is taken without the slow check. */
  readonly #right = new Map<string, number>();
  readonly #slots = new Slots(2);
  #users: Map<string, string>;
  #stamp: string;
  readonly #now: () => number;
  #lookedAt: number;

  /** @throws invalid-argument */
  constructor(path: string, log: Log, now: () => number = Date.now) {
    this.#path = path;
    this.#log = log;
    this.#now = now;
    this.#lookedAt = now();
    this.#stamp = stampOf(path);
    this.#users = parseHtpasswd(readFileSync(path, "utf8"), path);
  }

  /** Whether the password is the user's. */
  async verify(user: string, password: string): Promise<boolean> {
    this.#lookAgain();
    const key = createHmac("sha256", this.#secret).update(`${user.length}:${user}:${password}`).digest("base64");
    const now = this.#now();
    if ((this.#right.get(key) ?? 0) > now) return true;
    const hash = this.#users.get(user);
    const bytes = Buffer.from(password).subarray(0, seenBytes);
    // An unknown user takes as long as a known one.
    const matches = await this.#slots.run(() => Bun.password.verify(bytes, hash ?? this.#anyHash()));
    if (!matches || hash === undefined || hash !== this.#users.get(user)) return false;
    if (this.#right.size >= mostRemembered) this.#right.clear();
    this.#right.set(key, now + rememberedMs);
    return true;
  }

  #anyHash(): string {
    for (const hash of this.#users.values()) return hash;
    return "$2y$05$5nJTYaJ8Wyn0JAAE1KFBh.2DEOwx9rQgaULsGfiJpJ/ljeuUFiAWy";
  }

  /** A file that cannot be used leaves the users as they are. */
  #lookAgain(): void {
    if (this.#now() - this.#lookedAt < lookAgainMs) return;
    this.#lookedAt = this.#now();
    try {
      const stamp = stampOf(this.#path);
      if (stamp === this.#stamp) return;
      this.#stamp = stamp;
      this.#users = parseHtpasswd(readFileSync(this.#path, "utf8"), this.#path);
      this.#right.clear();
      this.#log.info("users read again", { file: this.#path, users: this.#users.size });
    } catch (error) {
      this.#log.error("users not read again", { error: messageOf(error) });
    }
  }
}

function stampOf(path: string): string {
  const { mtimeMs, ctimeMs, size, ino } = statSync(path);
  return [mtimeMs, ctimeMs, size, ino].join(" ");
}

/** Bounds how many checks of passwords run at a time: each takes a processor for a while. */
class Slots {
  #free: number;
  readonly #waiting: Array<() => void> = [];

  constructor(count: number) {
    this.#free = count;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free--;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
