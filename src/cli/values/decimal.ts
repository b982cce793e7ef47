const nanosPerUnit = 1_000_000_000n;

/** A decimal number (or a fraction) of CPUs, in billionths. @throws Error in Docker's words. */
export function parseNanoCpus(text: string): number {
  const [numerator, denominator] = rational(text);
  const scaled = numerator * nanosPerUnit;
  if (scaled % denominator !== 0n) throw new Error("value is too precise");
  return Number(scaled / denominator);
}

function rational(text: string): readonly [numerator: bigint, denominator: bigint] {
  const fraction = /^([-+]?[0-9]+)\/([0-9]+)$/.exec(text);
  if (fraction !== null && BigInt(fraction[2] ?? "0") !== 0n)
    return [BigInt(fraction[1] ?? "0"), BigInt(fraction[2] ?? "1")];
  const match = /^([-+]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([-+]?[0-9]{1,4}))?$/.exec(text);
  const [, sign = "", whole = "", decimals = "", exponent = "0"] = match ?? [];
  if (match === null || whole + decimals === "") throw new Error(`failed to parse ${text} as a rational number`);
  const digits = BigInt(whole + decimals) * (sign === "-" ? -1n : 1n);
  const power = Number(exponent) - decimals.length;
  return power < 0 ? [digits, 10n ** BigInt(-power)] : [digits * 10n ** BigInt(power), 1n];
}

/** The text of billionths, as help shows a default. */
export function formatNanoCpus(nanos: number): string {
  return nanos === 0 ? "" : (nanos / 1e9).toFixed(3);
}
