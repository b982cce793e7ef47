import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { FastRandom } from "./fast-random.ts";

/** A parser with a source of inputs for it. */
export interface FuzzTarget {
  readonly name: string;
  make(random: FastRandom): Buffer;
  /** Throws what the parser throws; an `Unfit` where a property does not hold. */
  check(input: Buffer): void;
  /** Whether what was thrown is how the parser refuses an input. */
  isRefusal(error: unknown): boolean;
}

/** A property that does not hold. */
export class Unfit extends Error {
  override readonly name = "Unfit";
}

export interface FuzzResult {
  readonly inputs: number;
  readonly refused: number;
  readonly seconds: number;
  readonly slowestMs: number;
  readonly failures: readonly string[];
}

/** What one input may take. Inputs are small: more than this is no honest cost. */
const limitMs = 250;
const mostFailures = 5;

export interface FuzzLimits {
  readonly inputs: number;
  readonly seconds: number;
  readonly seed: number;
}

/**
 * Runs the inputs of the corpus, which once failed, and then made ones, until their number or the time is reached. What
 * fails is written into the corpus folder of this run, and named.
 */
export function fuzz(target: FuzzTarget, { inputs, seconds, seed }: FuzzLimits): FuzzResult {
  const begin = performance.now();
  const failures: string[] = [];
  let [count, refused, slowestMs] = [0, 0, 0];
  for (const input of corpusOf(target.name)) {
    const { wrong } = attempt(target, input);
    if (wrong !== undefined) failures.push(`corpus: ${wrong}`);
  }
  while (count < inputs && failures.length < mostFailures && performance.now() - begin < seconds * 1000) {
    // Each input has a seed of its own, so that one that fails can be made again alone.
    const input = target.make(new FastRandom(seed * 0x1000193 + count));
    const { wrong, tookMs, isRefused } = attempt(target, input);
    count += 1;
    if (isRefused) refused += 1;
    slowestMs = Math.max(slowestMs, tookMs);
    if (wrong !== undefined)
      failures.push(`input ${count - 1} of seed ${seed} (kept as ${keep(target.name, input)}): ${wrong}`);
  }
  return { inputs: count, refused, seconds: (performance.now() - begin) / 1000, slowestMs, failures };
}

interface Attempt {
  readonly wrong?: string;
  readonly tookMs: number;
  readonly isRefused: boolean;
}

function attempt(target: FuzzTarget, input: Buffer): Attempt {
  const first = timed(target, input);
  // The machine may have been busy with others: only what is slow each time is.
  const tookMs =
    first.tookMs < limitMs ? first.tookMs : Math.min(...[1, 2].map(() => timed(target, input).tookMs), first.tookMs);
  const { error } = first;
  const isRefused = error !== undefined && target.isRefusal(error);
  if (error !== undefined && !isRefused) return { wrong: `${target.name}: ${describe(error)}`, tookMs, isRefused };
  if (tookMs >= limitMs) return { wrong: `${target.name}: took ${tookMs.toFixed(0)} ms`, tookMs, isRefused };
  return { tookMs, isRefused };
}

function timed(target: FuzzTarget, input: Buffer): { readonly error: unknown; readonly tookMs: number } {
  const begin = performance.now();
  let error: unknown;
  try {
    target.check(input);
  } catch (thrown) {
    error = thrown;
  }
  return { error, tookMs: performance.now() - begin };
}

function describe(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message.slice(0, 300)}\n${error.stack?.split("\n").slice(1, 4).join("\n")}`
    : String(error);
}

function corpusOf(name: string): Buffer[] {
  const folder = `${import.meta.dirname}/corpus/${name}`;
  try {
    return readdirSync(folder)
      .sort()
      .map((file) => readFileSync(`${folder}/${file}`));
  } catch {
    return [];
  }
}

/** Writes an input to where it can be taken from into the corpus. */
function keep(name: string, input: Buffer): string {
  const folder = `${process.env["FUZZ_FOUND"] ?? "/tmp/fuzz-found"}/${name}`;
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/${Bun.hash(input).toString(16)}`;
  writeFileSync(path, input);
  return path;
}
