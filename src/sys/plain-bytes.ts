import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate as turn } from "node:timers/promises";
import { EngineError, messageOf } from "#base/errors.ts";
import { type Op, orEnd } from "#base/op.ts";
import { detectCompression, detectionBytes } from "#formats/archive/compression.ts";
import { isPackingDamage, Unpacker } from "./unpacker.ts";

/** So much is unpacked on this thread between two turns of its loop. */
const turnBytes = 1 << 20;
/** Each piece of a program's output is new memory, of which the collector by itself lets far more than this pile up. */
const collectBytes = 16 << 20;

/**
 * Gives `consume` the plain bytes of an archive that may be packed by gzip, zstd, xz or bzip2; each piece is good until
 * the next is asked for. @throws invalid-argument
 */
export async function withPlainBytes(
  op: Op,
  packed: AsyncIterable<Uint8Array>,
  consume: (plain: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const iterator = packed[Symbol.asyncIterator]();
  const head = await takeHead(iterator);
  const whole = concat(head, iterator);
  const compression = detectCompression(head);
  if (compression === "none") return await consume(whole);
  try {
    if (compression === "gzip" || compression === "zstd") await consume(unpacked(op, compression, whole));
    else await consume(viaProgram(op, compression)(whole));
  } catch (error) {
    throw isPackingDamage(error) ? damaged(`${compression}: ${messageOf(error)}`) : error;
  }
}

async function takeHead(source: AsyncIterator<Uint8Array>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < detectionBytes) {
    const next = await source.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* concat(head: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (;;) {
    const next = await source.next();
    if (next.done === true) return;
    yield next.value;
  }
}

async function* unpacked(
  op: Op,
  compression: "gzip" | "zstd",
  packed: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  using unpacker = new Unpacker(compression);
  let sinceTurn = 0;
  for (;;) {
    const next = await orEnd(op, packed.next());
    for (const plain of next.done === true ? unpacker.finish() : unpacker.unpack(next.value)) {
      yield plain;
      sinceTurn += plain.length;
      if (sinceTurn < turnBytes) continue;
      sinceTurn = 0;
      await turn();
    }
    if (next.done === true) return;
  }
}

/** Enough for the largest preset of xz (65 MiB); a stream may ask for 4 GiB. bzip2 never takes more than 4 MiB. */
function memoryLimit(program: string): string[] {
  return program === "xz" ? ["--memlimit-decompress=100MiB"] : [];
}

/** As Docker: what the runtime has no decoder for goes through the host's own program. */
function viaProgram(op: Op, program: string): (packed: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array> {
  return async function* unpack(packed) {
    const child = spawn(program, ["-d", "-c", "-q", ...memoryLimit(program)], {
      stdio: ["pipe", "pipe", "pipe"],
      signal: op.signal,
    });
    const failed = new Promise<never>((_, reject) => child.once("error", reject));
    failed.catch(() => {});
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    let complaint = "";
    child.stderr.on("data", (text) => {
      complaint = (complaint + String(text)).slice(0, 500);
    });
    const fed = pipeline(Readable.from(packed), child.stdin).catch(() => {});
    try {
      let sinceCollected = 0;
      for await (const chunk of child.stdout as AsyncIterable<Uint8Array>) {
        yield chunk;
        sinceCollected += chunk.length;
        if (sinceCollected < collectBytes) continue;
        sinceCollected = 0;
        Bun.gc(true);
      }
      const status = await Promise.race([ended, failed]);
      if (status !== 0) throw damaged(`${program}: ${complaint.trim() || "failed"}`);
      await fed;
    } finally {
      child.kill("SIGKILL");
    }
  };
}

function damaged(message: string): EngineError {
  return new EngineError("invalid-argument", message, { code: "archive.damaged" });
}
