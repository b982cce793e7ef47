/** A network: its address without host bits, of 32 or 128 bits, and how many of them all its hosts share. */
export interface Network {
  readonly bits: 32 | 128;
  readonly length: number;
  readonly address: bigint;
}

/** Reads `10.0.0.0/8` or `fd00::/8`; `undefined` where the text is none. */
export function parseNetwork(text: string): Network | undefined {
  const [given = "", lengthText = "", ...more] = text.split("/");
  const bits = given.includes(":") ? 128 : 32;
  const address = bits === 128 ? parseIpv6(given) : parseIpv4(given);
  const length = /^\d{1,3}$/.test(lengthText) ? Number(lengthText) : Infinity;
  if (more.length > 0 || address === undefined || length > bits) return undefined;
  const hosts = BigInt(bits - length);
  return { bits, length, address: (address >> hosts) << hosts };
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((address, part) => (address << 8n) | BigInt(part), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const mapped = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (mapped !== null) {
    const low = parseIpv4(mapped[2]!);
    if (low === undefined) return undefined;
    return parseIpv6(`${mapped[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`);
  }
  const halves = text.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const [left = [], right] = halves;
  const missing = 8 - left.length - (right?.length ?? 0);
  if (halves.length > 2 || (right === undefined ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => "0"), ...(right ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((address, group) => (address << 16n) | BigInt(`0x${group}`), 0n);
}

export function addressText(address: bigint, bits: 32 | 128): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 0xffn)).join(".");
  // An address of IPv4 in one of IPv6 is shown as that.
  if (address >> 32n === 0xffffn) return addressText(address & 0xffffffffn, 32);
  const groups = Array.from({ length: 8 }, (_, at) => ((address >> BigInt(112 - 16 * at)) & 0xffffn).toString(16));
  const zeros = [...groups.join(":").matchAll(/(?<![0-9a-f])0(?::0(?![0-9a-f]))+/g)];
  const longest = zeros.reduce((most, [run]) => Math.max(most, run.length), 0);
  const run = zeros.find(([one]) => one.length === longest);
  const shown = groups.join(":");
  if (run === undefined) return shown;
  const before = shown.slice(0, run.index).replace(/:$/, "");
  const after = shown.slice(run.index + run[0].length).replace(/^:/, "");
  return `${before}::${after}`;
}

export const networkText = ({ address, bits, length }: Network): string => `${addressText(address, bits)}/${length}`;
