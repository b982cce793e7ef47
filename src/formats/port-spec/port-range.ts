import { parseUnsigned } from "#base/strconv.ts";

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** `80`, `80-90`. @throws Error in Docker's words */
export function parsePortRange(text: string): PortRange {
  if (text === "") throw new Error("empty string specified for ports");
  const [from = "", to = from] = text.split(/-(.*)/s);
  const first = parseUnsigned(from, { bits: 16 });
  const last = text.includes("-") ? parseUnsigned(to, { bits: 16 }) : first;
  if (last < first) throw new Error(`Invalid range specified for the Port: ${text}`);
  return { first, last };
}
