import { formatAddress, parseAddress } from "./ip-address.ts";

/**
 * Netlink attributes (kernel: Documentation/userspace-api/netlink/intro.rst, include/uapi/linux/netlink.h), described as
 * data: a table of fields gives both the encoder and the decoder. Numbers are in the host's byte order, which is little
 * endian on every platform served.
 */
export interface AttributeField<T> {
  readonly id: number;
  encode(value: T): Uint8Array;
  /** @throws RangeError when the payload is too short */
  decode(payload: Uint8Array): T;
}

export type AttributeTable = Readonly<Record<string, AttributeField<unknown>>>;

/** What a table's fields hold; every field may be absent. */
export type AttributeValues<Table> = {
  readonly [Name in keyof Table]?: Table[Name] extends AttributeField<infer T> ? T : never;
};

const headerSize = 4;
const nestedFlag = 0x8000;
const typeMask = 0x3fff;

export function u8(id: number): AttributeField<number> {
  return { id, encode: (value) => Uint8Array.of(value), decode: (payload) => at(payload, 1).getUint8(0) };
}

export function u32(id: number): AttributeField<number> {
  const encode = (value: number): Uint8Array => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, true);
    return bytes;
  };
  return { id, encode, decode: (payload) => at(payload, 4).getUint32(0, true) };
}

/** NUL-terminated text. */
export function text(id: number): AttributeField<string> {
  const decode = (payload: Uint8Array): string => {
    const end = payload.indexOf(0);
    return new TextDecoder().decode(end < 0 ? payload : payload.subarray(0, end));
  };
  return { id, encode: (value) => new TextEncoder().encode(`${value}\0`), decode };
}

/** Text without a NUL at its end. */
export function bareText(id: number): AttributeField<string> {
  return { ...text(id), encode: (value) => new TextEncoder().encode(value) };
}

export function bytes(id: number): AttributeField<Uint8Array> {
  return { id, encode: (value) => value, decode: (payload) => payload.slice() };
}

/** An IPv4 or IPv6 address as text. */
export function address(id: number): AttributeField<string> {
  const encode = (value: string): Uint8Array => {
    const parsed = parseAddress(value);
    if (parsed === undefined) throw new RangeError(`not an address: ${JSON.stringify(value)}`);
    return parsed;
  };
  return { id, encode, decode: (payload) => formatAddress(payload) };
}

/** A hardware address as text, `02:42:ac:11:00:02`. */
export function hardwareAddress(id: number): AttributeField<string> {
  const encode = (value: string): Uint8Array => {
    if (!/^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$/.test(value))
      throw new RangeError(`not a hardware address: ${JSON.stringify(value)}`);
    return Uint8Array.from(value.split(":"), (part) => Number.parseInt(part, 16));
  };
  const decode = (payload: Uint8Array): string =>
    Array.from(payload, (byte) => byte.toString(16).padStart(2, "0")).join(":");
  return { id, encode, decode };
}

export function nested<Table extends object>(id: number, table: Table): AttributeField<AttributeValues<Table>> {
  return {
    id: id | nestedFlag,
    encode: (value) => encodeAttributes(table, value),
    decode: (payload) => decodeAttributes(table, payload),
  };
}

/** Encodes the fields that are present, in the table's order, each padded to 4 bytes. */
export function encodeAttributes<Table extends object>(table: Table, values: AttributeValues<Table>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [name, field] of Object.entries(table) as [keyof Table & string, AttributeField<unknown>][]) {
    const value: unknown = values[name];
    if (value !== undefined) parts.push(encodeAttribute(field.id, field.encode(value)));
  }
  return concat(parts);
}

/**
 * Decodes the fields that the table knows and skips others.
 * @throws RangeError when an attribute's length does not fit
 */
export function decodeAttributes<Table extends object>(table: Table, payload: Uint8Array): AttributeValues<Table> {
  const byId = new Map(
    Object.entries(table as AttributeTable).map(([name, field]) => [field.id & typeMask, [name, field] as const]),
  );
  const values: Record<string, unknown> = {};
  for (let offset = 0; offset + headerSize <= payload.length; ) {
    const view = at(payload.subarray(offset), headerSize);
    const length = view.getUint16(0, true);
    if (length < headerSize || offset + length > payload.length)
      throw new RangeError(`netlink attribute of ${length} bytes at ${offset} of ${payload.length}`);
    const known = byId.get(view.getUint16(2, true) & typeMask);
    if (known !== undefined) values[known[0]] = known[1].decode(payload.subarray(offset + headerSize, offset + length));
    offset += aligned(length);
  }
  return values as AttributeValues<Table>;
}

/** The next multiple of 4: netlink's alignment. */
export function aligned(length: number): number {
  return (length + 3) & ~3;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function encodeAttribute(id: number, payload: Uint8Array): Uint8Array {
  const whole = new Uint8Array(aligned(headerSize + payload.length));
  const view = new DataView(whole.buffer);
  view.setUint16(0, headerSize + payload.length, true);
  view.setUint16(2, id, true);
  whole.set(payload, headerSize);
  return whole;
}

function at(payload: Uint8Array, size: number): DataView {
  if (payload.length < size) throw new RangeError(`netlink payload of ${payload.length} bytes, ${size} expected`);
  return new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
}
