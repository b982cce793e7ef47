/** Amounts of memory as users write them. @see github.com/docker/go-units RAMInBytes (behaviour) */

const powers: Readonly<Record<string, number>> = { "": 0, b: 0, k: 1, m: 2, g: 3, t: 4, p: 5 };

/** Bytes; suffixes are powers of 1024. @throws Error in go-units' words. */
export function parseBytes(text: string): number {
  const lower = text.toLowerCase();
  let end = lower.length;
  while (end > 0 && !/[0-9. ]/.test(lower[end - 1] ?? "")) end--;
  const number = lower.slice(0, end);
  let suffix = lower.slice(end);
  const digits = number.replace(/ $/, "");
  const value = /^\+?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/.test(digits) ? Number(digits) : Number.NaN;
  if (end === 0 || Number.isNaN(value)) throw new Error(`invalid size: '${text}'`);
  if (suffix === "") return Math.trunc(value);
  if (suffix.length > 3) throw new Error(`invalid suffix: '${suffix}'`);
  const power = powers[suffix[0] ?? ""];
  if (power === undefined) throw new Error(`invalid suffix: '${suffix}'`);
  suffix = suffix.slice(1);
  if (suffix !== "" && suffix !== "b" && suffix !== "ib") throw new Error(`invalid suffix: '${suffix}'`);
  return Math.trunc(value * 1024 ** power);
}
