import { isEngineError } from "#base/errors.ts";
import { type Pairs, pairsOf } from "./pairs.ts";
import { keyPattern, pairPattern, type Rule, rules, valuePattern } from "./rules.ts";

/** What looks like a secret. */
export interface Finding {
  readonly type: string;
  /** Empty for a value without one. */
  readonly key: string;
  readonly value: string;
}

const mostBytes = 10_000_000;

/** What looks like a secret in a file, each key once. A file that cannot be looked through is a finding itself. */
export function scanText(text: string, path?: string): readonly Finding[] {
  const whole = text.trim();
  if (whole === "") return [];
  const size = Buffer.byteLength(whole);
  const unseen: Finding = { type: "Suspicious text file size", key: path ?? "", value: `${size}B` };
  if (size > mostBytes) return [unseen];
  const pairs = pairsOf(whole, path);
  try {
    return pairs === undefined ? onceEach(inText(whole)) : scanPairs(pairs);
  } catch (error) {
    if (isEngineError(error, "resource-exhausted")) return [unseen];
    throw error;
  }
}

/** What looks like a secret among keys and values, each key once. */
export function scanPairs(pairs: Pairs): readonly Finding[] {
  return onceEach(rules.flatMap((rule) => inPairs(rule, pairs)));
}

function inPairs({ type, keys, values, isSecret = () => true }: Rule, pairs: Pairs): Finding[] {
  const patterns = values.map(valuePattern);
  const keyed = keys === undefined ? undefined : keyPattern(keys);
  return [...pairs]
    .filter(([key]) => keyed === undefined || keyed.match(key) !== undefined)
    .filter(([, value]) => patterns.some((pattern) => pattern.match(value) !== undefined) && isSecret(value))
    .map(([key, value]) => ({ type, key, value }));
}

/** In one line there is at most one kind of secret. */
function inText(text: string): Finding[] {
  const found: Finding[] = [];
  for (const rule of rules) {
    found.push(...foundBy(rule, text));
    if (found.length > 0 && !text.includes("\n")) break;
  }
  return found;
}

function foundBy(rule: Rule, text: string): Finding[] {
  const { type, values, isSecret = () => true } = rule;
  const group = (spans: readonly number[], at: number): string => {
    const [start = -1, end = -1] = spans.slice(2 * at, 2 * at + 2);
    return start < 0 ? "" : text.slice(start, end).trim();
  };
  return values
    .flatMap((value) => [...pairPattern(rule, value).matches(text)])
    .map((spans) => ({ type, key: group(spans, 1), value: group(spans, 2) }))
    .filter(({ value }) => isSecret(value));
}

function onceEach(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ key }) => key === "" || (!seen.has(key) && seen.add(key)));
}
