import { readdirSync, readFileSync } from "node:fs";
import { STATUS_CODES } from "node:http";
import { join } from "node:path";
import type { Answer } from "./case.ts";
import { withoutNewline } from "./show.ts";

const folder = join(import.meta.dir, "answers");

/** Bodies that many cases use, by name: `answers/NAME.json`. */
const stored = new Map(
  readdirSync(folder).map((name) => [name.replace(/\.json$/, ""), readFileSync(join(folder, name), "utf8")]),
);

export interface AnswerOptions {
  /** Headers of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly headOnly: boolean;
  /** Milliseconds since 1970 that `<2 hours ago>` counts from. */
  readonly now: number;
}

/** An answer as it goes over the connection. A body that comes bit by bit goes in chunks, and may break off. */
export function answerBytes(answer: Answer, { headers, headOnly, now }: AnswerOptions): Buffer {
  const { status = 0, chunks, isCut } = answer;
  const body = bodyOf(answer.body, now);
  const given = Object.fromEntries(answer.headers.map((line) => line.split(/: (.*)/s, 2)));
  const type = { "Content-Type": given["Content-Type"] ?? typeOf(answer, body) };
  if (status === 101) {
    const upgrade = { ...type, Connection: "Upgrade", Upgrade: "tcp" };
    return Buffer.concat([head(101, upgrade), ...chunks.map(chunkBytes)]);
  }
  if (chunks.length === 0 && !isCut) {
    const length = status === 204 || status === 304 ? {} : { "Content-Length": String(body.length) };
    return Buffer.concat([head(status, { ...headers, ...type, ...given, ...length }), ...(headOnly ? [] : [body])]);
  }
  const parts = [...(body.length === 0 ? [] : [body]), ...chunks.map(chunkBytes)].map((part) =>
    Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n")]),
  );
  const chunked = { ...headers, ...type, ...given, "Transfer-Encoding": "chunked" };
  return Buffer.concat([head(status, chunked), ...parts, ...(isCut ? [] : [Buffer.from("0\r\n\r\n")])]);
}

/** An answer that has begun, and never ends. */
export function endlessBytes(): Buffer {
  return head(200, { "Content-Type": "application/json", "Transfer-Encoding": "chunked" });
}

function head(status: number, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n`);
}

function typeOf({ chunks, status }: Answer, body: Buffer): string {
  if (status === 101 || chunks.some(({ stream }) => stream > 0))
    return `application/vnd.docker.${chunks.some(({ stream }) => stream > 0) ? "multiplexed" : "raw"}-stream`;
  const first = chunks[0]?.text ?? body.toString("utf8", 0, 1);
  return /^[[{"]|^null/.test(first) ? "application/json" : "text/plain; charset=utf-8";
}

/** As the engine frames what containers write; without a frame where they have a terminal. */
function chunkBytes({ stream, text }: Answer["chunks"][number]): Buffer {
  const bytes = Buffer.from(text.endsWith(withoutNewline) ? text.slice(0, -1) : `${text}\n`);
  if (stream === 0) return bytes;
  const frame = Buffer.alloc(8);
  frame[0] = stream;
  frame.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([frame, bytes]);
}

function bodyOf(text: string, now: number): Buffer {
  if (text === "") return Buffer.alloc(0);
  const written = /^@[a-z-]+$/.test(text) ? `{"@":"${text.slice(1)}"}` : text;
  if (!/"@"| ago/.test(written)) return Buffer.from(`${written}\n`);
  return Buffer.from(`${JSON.stringify(filledIn(JSON.parse(written), now))}\n`);
}

const agoPattern = /^<(\d+) (second|minute|hour|day|week)s? ago(, in seconds)?>$/;
const secondsOf = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 };

/** Names of stored bodies and of times replaced by what they stand for. */
function filledIn(value: unknown, now: number): unknown {
  if (typeof value === "string") {
    const [, count, unit, inSeconds] = agoPattern.exec(value) ?? [];
    if (count === undefined) return value;
    const seconds = Math.floor(now / 1000) - Number(count) * secondsOf[unit as keyof typeof secondsOf];
    return inSeconds === undefined ? new Date(seconds * 1000).toISOString() : seconds;
  }
  if (Array.isArray(value)) return value.map((each) => filledIn(each, now));
  if (typeof value !== "object" || value === null) return value;
  const { "@": name, ...own } = value as Record<string, unknown>;
  const filled = Object.fromEntries(Object.entries(own).map(([key, each]) => [key, filledIn(each, now)]));
  if (name === undefined) return filled;
  const text = stored.get(String(name));
  if (text === undefined) throw new Error(`there is no answers/${String(name)}.json`);
  return merged(filledIn(JSON.parse(text), now), filled);
}

function merged(base: unknown, over: unknown): unknown {
  if (!isObject(base) || !isObject(over)) return over;
  const both = Object.entries(over).map(([key, each]) => [key, key in base ? merged(base[key], each) : each]);
  return { ...base, ...Object.fromEntries(both) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
