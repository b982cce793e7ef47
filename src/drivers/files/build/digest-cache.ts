import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { identityInto, identityWords, lastFacts } from "#sys/files/quick-facts.ts";
import { isErrno } from "#sys/libc.ts";

/**
 * What is known of files that have not changed since they were read: content and extended attributes by device, inode, size,
 * mtime and ctime. One file per folder that is read, replaced as a whole; one that is damaged is as good as none.
 *
 * Layout, all little-endian: `magic`, count, checksum of the rest (two words), then entries of `entryWords`.
 */

const magic = 0x31634647;
const headerWords = 4;
const contentAt = identityWords;
const attributesAt = contentAt + 8;
const entryWords = attributesAt + 2;
/** A file that is changed as soon after it was read may have the times that it had. */
const settledMs = 100;
/** File systems that keep whole seconds, or even ones. */
const coarselySettledMs = 2100;
/** How many entries that nobody asked for are kept, beside as many as there are others. */
const spare = 10_000;

export interface KnownContent {
  readonly content: Buffer;
  /** Of extended attributes; zeros: there are none. */
  readonly attributes: Buffer;
}

export class DigestCache {
  readonly #path: string;
  readonly #ignoreDevice: boolean;
  #words: Uint32Array;
  #count: number;
  /** Entry numbers plus one, by hash; open addressing. */
  #slots = new Int32Array(0);
  readonly #wanted = new Uint32Array(identityWords);
  readonly #used = new Set<number>();
  #changed = false;

  /** @param ignoreDevice of trees that are mounted anew each time, on devices of made-up numbers */
  constructor(path: string, options: { readonly ignoreDevice: boolean }) {
    this.#path = path;
    this.#ignoreDevice = options.ignoreDevice;
    this.#words = load(path);
    this.#count = this.#words.length / entryWords;
    this.#index(Math.max(1024, this.#count * 2));
  }

  /** Of the file that was asked for last. */
  find(): KnownContent | undefined {
    this.#takeIdentity();
    const entry = (this.#slots[this.#slot()] ?? 0) - 1;
    if (entry < 0) return undefined;
    this.#used.add(entry);
    const at = entry * entryWords;
    return { content: this.#bytes(at + contentAt, 8), attributes: this.#bytes(at + attributesAt, 2) };
  }

  /** The identity of the file that was asked for last, for `add`; undefined where it changed too shortly ago to tell. */
  identity(): Uint32Array | undefined {
    const nanoseconds = lastFacts.ctimeNanoseconds();
    const age = Date.now() - (lastFacts.ctimeSeconds() * 1000 + nanoseconds / 1e6);
    if (age < (nanoseconds === 0 ? coarselySettledMs : settledMs)) return undefined;
    this.#takeIdentity();
    return this.#wanted.slice();
  }

  add(identity: Uint32Array, { content, attributes }: KnownContent): void {
    this.#changed = true;
    if ((this.#count + 1) * entryWords > this.#words.length) this.#grow();
    this.#wanted.set(identity);
    const at = this.#count * entryWords;
    this.#words.set(identity, at);
    this.#bytes(at + contentAt, 8).set(content);
    this.#bytes(at + attributesAt, 2).set(attributes);
    if ((this.#count + 1) * 2 > this.#slots.length) this.#index(this.#slots.length * 2);
    this.#slots[this.#slot()] = this.#count + 1;
    this.#used.add(this.#count);
    this.#count++;
  }

  /** Keeps what was learned. */
  save(): void {
    if (!this.#changed) return;
    const kept = this.#kept();
    const file = new Uint32Array(headerWords + kept.length);
    file.set([magic, kept.length / entryWords, ...checksum(kept)]);
    file.set(kept, headerWords);
    const temporary = `${this.#path}.${process.pid}-${crypto.randomUUID()}`;
    writeFileSync(temporary, file, { mode: 0o600 });
    renameSync(temporary, this.#path);
  }

  /** All entries, unless most of them are of files that are no more. */
  #kept(): Uint32Array {
    const all = this.#words.subarray(0, this.#count * entryWords);
    if (this.#count <= this.#used.size * 2 + spare) return all;
    const kept = new Uint32Array(this.#used.size * entryWords);
    let at = 0;
    for (const entry of this.#used) {
      kept.set(all.subarray(entry * entryWords, (entry + 1) * entryWords), at);
      at += entryWords;
    }
    return kept;
  }

  #takeIdentity(): void {
    identityInto(this.#wanted, 0);
    if (this.#ignoreDevice) this.#wanted.fill(0, 0, 2);
  }

  /** Where the wanted entry is, or would be. */
  #slot(): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash(this.#wanted, 0) & mask; ; slot = (slot + 1) & mask) {
      const entry = (this.#slots[slot] ?? 0) - 1;
      if (entry < 0 || this.#isWanted(entry * entryWords)) return slot;
    }
  }

  #isWanted(at: number): boolean {
    for (let word = 0; word < identityWords; word++) if (this.#words[at + word] !== this.#wanted[word]) return false;
    return true;
  }

  #index(atLeast: number): void {
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(atLeast)));
    const mask = this.#slots.length - 1;
    for (let entry = 0; entry < this.#count; entry++) {
      let slot = hash(this.#words, entry * entryWords) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = entry + 1;
    }
  }

  #grow(): void {
    const words = new Uint32Array(Math.max(1024 * entryWords, this.#words.length * 2));
    words.set(this.#words);
    this.#words = words;
  }

  #bytes(word: number, words: number): Buffer {
    return Buffer.from(this.#words.buffer, this.#words.byteOffset + word * 4, words * 4);
  }
}

/** By inode and change time. */
function hash(words: Uint32Array, at: number): number {
  const mixed =
    Math.imul((words[at + 2] ?? 0) ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(words[at + identityWords - 1] ?? 0, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function load(path: string): Uint32Array {
  const file = read(path);
  if (file === undefined || file.length < headerWords || file[0] !== magic) return new Uint32Array(0);
  const entries = file.subarray(headerWords);
  const [low, high] = checksum(entries);
  const whole = entries.length === (file[1] ?? 0) * entryWords && file[2] === low && file[3] === high;
  return whole ? entries : new Uint32Array(0);
}

function read(path: string): Uint32Array | undefined {
  try {
    const bytes = readFileSync(path);
    const words = new Uint32Array(bytes.length >>> 2);
    new Uint8Array(words.buffer).set(bytes.subarray(0, words.length * 4));
    return words;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

function checksum(words: Uint32Array): [low: number, high: number] {
  const whole = Bun.hash.xxHash64(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
  return [Number(whole & 0xffffffffn), Number(whole >> 32n)];
}
