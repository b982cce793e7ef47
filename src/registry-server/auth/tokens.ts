import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** How long a token is good for. */
export const tokenSeconds = 15 * 60;

/** Makes and checks the tokens of this process. They are opaque to clients. */
export class Tokens {
  readonly #secret = randomBytes(32);

  /** A token of a user; an empty one for nobody. */
  issue(user: string, nowMs = Date.now()): string {
    const payload = Buffer.from(JSON.stringify([user, nowMs + tokenSeconds * 1000])).toString("base64url");
    return `${payload}.${this.#sign(payload).toString("base64url")}`;
  }

  /** Whose the token is; undefined when it is none of ours, or too old. */
  userOf(token: string, nowMs = Date.now()): string | undefined {
    const [payload = "", signature = ""] = token.split(".");
    const given = Buffer.from(signature, "base64url");
    const right = this.#sign(payload);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    const [user, untilMs] = JSON.parse(Buffer.from(payload, "base64url").toString()) as [string, number];
    return nowMs < untilMs ? user : undefined;
  }

  #sign(payload: string): Buffer {
    return createHmac("sha256", this.#secret).update(payload).digest();
  }
}
