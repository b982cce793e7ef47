import { decodeName } from "./name.ts";

/** Types of records (RFC 1035, 3596, 6891). */
export const recordTypes = { a: 1, ptr: 12, aaaa: 28, opt: 41, any: 255 } as const;

/** Response codes (RFC 1035, 4.1.1). */
export const responseCodes = {
  noError: 0,
  formatError: 1,
  serverFailure: 2,
  nameError: 3,
  notImplemented: 4,
  refused: 5,
} as const;

export const internetClass = 1;
const headerSize = 12;
const flagResponse = 0x8000;
const flagTruncated = 0x0200;
/** Without EDNS a datagram holds 512 bytes (RFC 1035, 4.2.1). */
const plainDatagramBytes = 512;
/** Additional records that are looked through for EDNS. */
const maxAdditional = 16;

export interface DnsHeader {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly recursionDesired: boolean;
  readonly truncated: boolean;
  readonly code: number;
  readonly counts: readonly [questions: number, answers: number, authority: number, additional: number];
}

export interface DnsQuestion {
  /** As it was asked: case is kept, the last dot is not there. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

/** A query with one question. */
export interface DnsQuery {
  readonly header: DnsHeader;
  readonly question: DnsQuestion;
  /** The bytes of the question section, to be sent back as they are. */
  readonly questionBytes: Uint8Array;
  /** The datagram size that the client takes (RFC 6891); undefined: it does not speak EDNS. */
  readonly ednsSize: number | undefined;
}

/** Undefined when there are not 12 bytes. */
export function decodeHeader(bytes: Uint8Array): DnsHeader | undefined {
  if (bytes.length < headerSize) return undefined;
  const word = (at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
  const flags = word(2);
  return {
    id: word(0),
    response: (flags & flagResponse) !== 0,
    opcode: (flags >> 11) & 0xf,
    truncated: (flags & flagTruncated) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    code: flags & 0xf,
    counts: [word(4), word(6), word(8), word(10)],
  };
}

/** Reads a query. Undefined when it is none, is cut off, or has another number of questions than one. */
export function decodeQuery(bytes: Uint8Array): DnsQuery | undefined {
  const header = decodeHeader(bytes);
  if (header === undefined || header.response || header.counts[0] !== 1) return undefined;
  const asked = decodeQuestion(bytes);
  if (asked === undefined) return undefined;
  return {
    header,
    question: asked.question,
    questionBytes: bytes.slice(headerSize, asked.end),
    ednsSize: ednsSizeOf(bytes, { header, from: asked.end }),
  };
}

/** Whether `response` answers `query`: same id, and the same question but for case. Both are whole messages. */
export function answersQuery(query: Uint8Array, response: Uint8Array): boolean {
  const [asked, answered] = [decodeHeader(query), decodeHeader(response)];
  if (asked === undefined || answered?.response !== true || asked.id !== answered.id) return false;
  const [question, echoed] = [decodeQuestion(query)?.question, decodeQuestion(response)?.question];
  if (question === undefined || echoed === undefined) return false;
  return (
    question.type === echoed.type &&
    question.class === echoed.class &&
    question.name.toLowerCase() === echoed.name.toLowerCase()
  );
}

/** A copy of a message with another id. */
export function withId(message: Uint8Array, id: number): Uint8Array {
  const copy = message.slice();
  copy[0] = id >> 8;
  copy[1] = id & 0xff;
  return copy;
}

/** Data of a record of the question's own name. */
export interface DnsAnswer {
  readonly type: number;
  /** 4 or 16 bytes of an address, or an encoded name. */
  readonly data: Uint8Array;
}

export interface DnsReply {
  readonly code: number;
  readonly answers?: readonly DnsAnswer[];
  readonly ttlSeconds?: number;
  readonly authoritative?: boolean;
}

/** The answer to a query over UDP or TCP. What does not fit a datagram is left out and the message marked truncated. */
export function encodeReply(query: DnsQuery, reply: DnsReply, transport: "udp" | "tcp"): Uint8Array {
  const limit = transport === "tcp" ? 65535 : Math.max(plainDatagramBytes, query.ednsSize ?? 0);
  const edns = query.ednsSize === undefined ? [] : optRecord;
  const records: Uint8Array[] = [];
  let size = headerSize + query.questionBytes.length + edns.length;
  for (const answer of reply.answers ?? []) {
    const record = encodeRecord(answer, reply.ttlSeconds ?? 0);
    if (size + record.length > limit) break;
    size += record.length;
    records.push(record);
  }
  const truncated = records.length < (reply.answers?.length ?? 0);
  const flags =
    flagResponse |
    (query.header.opcode << 11) |
    (reply.authoritative === true ? 0x0400 : 0) |
    (truncated ? flagTruncated : 0) |
    (query.header.recursionDesired ? 0x0100 : 0) |
    0x0080 |
    reply.code;
  const counts = [1, records.length, 0, edns.length === 0 ? 0 : 1];
  const head = [query.header.id, flags, ...counts].flatMap((word) => [word >> 8, word & 0xff]);
  return Buffer.concat([Uint8Array.from(head), query.questionBytes, ...records, Uint8Array.from(edns)]);
}

/** The answer to what could not be read: only the header, with its id. Undefined for what must not be answered. */
export function encodeFailure(message: Uint8Array, code: number): Uint8Array | undefined {
  const header = decodeHeader(message);
  if (header === undefined || header.response) return undefined;
  const flags = flagResponse | (header.opcode << 11) | (header.recursionDesired ? 0x0100 : 0) | 0x0080 | code;
  return Uint8Array.from([header.id, flags, 0, 0, 0, 0].flatMap((word) => [word >> 8, word & 0xff]));
}

/** The name points at the question's, which is the first behind the header. */
function encodeRecord({ type, data }: DnsAnswer, ttlSeconds: number): Uint8Array {
  const record = Buffer.alloc(12 + data.length);
  record.writeUInt16BE(0xc000 | headerSize, 0);
  record.writeUInt16BE(type, 2);
  record.writeUInt16BE(internetClass, 4);
  record.writeUInt32BE(ttlSeconds, 6);
  record.writeUInt16BE(data.length, 10);
  record.set(data, 12);
  return record;
}

/** Root name, OPT, 1232 bytes (what needs no fragments), nothing more. */
const optRecord: readonly number[] = [0, 0, recordTypes.opt, 1232 >> 8, 1232 & 0xff, 0, 0, 0, 0, 0, 0];

function decodeQuestion(bytes: Uint8Array): { readonly question: DnsQuestion; readonly end: number } | undefined {
  const name = decodeName(bytes, headerSize);
  if (name === undefined || name.end + 4 > bytes.length) return undefined;
  const word = (at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
  return { question: { name: name.name, type: word(name.end), class: word(name.end + 2) }, end: name.end + 4 };
}

function ednsSizeOf(
  bytes: Uint8Array,
  { header, from }: { readonly header: DnsHeader; readonly from: number },
): number | undefined {
  const [, answers, authority, additional] = header.counts;
  if (answers > 0 || authority > 0) return undefined;
  let at = from;
  for (let i = 0; i < Math.min(additional, maxAdditional); i += 1) {
    const name = decodeName(bytes, at);
    if (name === undefined || name.end + 10 > bytes.length) return undefined;
    const word = (offset: number): number => (bytes[name.end + offset]! << 8) | bytes[name.end + offset + 1]!;
    if (word(0) === recordTypes.opt) return word(2);
    at = name.end + 10 + word(8);
  }
  return undefined;
}
