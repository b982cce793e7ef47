import { detectCompression, detectionBytes } from "#formats/archive/compression.ts";
import { answersQuery, decodeQuery, encodeFailure, encodeReply } from "#formats/dns/message.ts";
import { StreamDecoder } from "#formats/stdcopy.ts";
import { FrameError, FrameReader } from "#formats/websocket/frames.ts";
import { type FuzzTarget, Unfit } from "../fuzz.ts";
import { mutateBytes } from "../mutate.ts";

const marks = [
  "1f8b0800",
  "28b52ffd0000",
  "fd377a585a00",
  "425a6839",
  "502a4d180000",
  "5f2a4d18ffff",
  "00",
  "7573746172",
].map((text) => Buffer.from(text, "hex"));

/** How an archive is packed: told by its first bytes, however few. */
export const packings: FuzzTarget = {
  name: "compression-marks",
  make: (random) => mutateBytes(random, random.pick(marks), { others: marks }),
  check(input) {
    const found = detectCompression(input);
    if (detectCompression(input.subarray(0, detectionBytes)) !== found)
      throw new Unfit("more bytes than are asked for tell another packing");
    if (!["none", "gzip", "zstd", "xz", "bzip2"].includes(found)) throw new Unfit(found);
  },
  isRefusal: () => false,
};

const query = Buffer.from("00010100000100000000000103616263037465737400000100010000291000000000000000", "hex");
const messages = [query, Buffer.from("0002818000010001000000000161c00c0001000100000e1000047f000001", "hex")];

/** Questions that containers ask, and what servers outside answer. */
export const names: FuzzTarget = {
  name: "dns",
  make: (random) => mutateBytes(random, random.pick(messages), { others: messages }),
  check(input) {
    const asked = decodeQuery(input);
    answersQuery(query, input);
    answersQuery(input, input);
    encodeFailure(input, 2);
    if (asked === undefined) return;
    for (const transport of ["udp", "tcp"] as const) {
      const reply = encodeReply(
        asked,
        {
          code: 0,
          authoritative: true,
          answers: [{ type: 1, ttlSeconds: 1, data: Buffer.from([1, 2, 3, 4]) }],
        } as never,
        transport,
      );
      if (!answersQuery(input, reply)) throw new Unfit("the reply is not one to the query");
    }
  },
  isRefusal: () => false,
};

const frames = ["818461626364050706", "01820102030442", "8a8000000000", "82fe00820102030461", "88821111111112f9"].map(
  (text) => Buffer.from(text, "hex"),
);

/** Frames of WebSocket clients and multiplexed streams: in pieces they are the same. */
export const framing: FuzzTarget = {
  name: "frames",
  make: (random) =>
    Buffer.concat(
      Array.from({ length: 1 + random.below(3) }, () => mutateBytes(random, random.pick(frames), { others: frames })),
    ),
  check(input) {
    const [whole, pieces] = [framesOf(input, input.length), framesOf(input, 3)];
    if (whole.frames !== pieces.frames || (whole.error === undefined) !== (pieces.error === undefined))
      throw new Unfit("in pieces they are other frames");
    decoded(input);
    if (whole.error !== undefined) throw whole.error;
  },
  isRefusal: (error) => error instanceof FrameError,
};

function framesOf(input: Buffer, step: number): { readonly frames: string; readonly error?: unknown } {
  const reader = new FrameReader({ maxBytes: 4096 });
  const found: string[] = [];
  try {
    for (let at = 0; at < input.length; at += step)
      for (const { opcode, final, payload } of reader.push(input.subarray(at, at + step)))
        found.push(`${opcode} ${final} ${Buffer.from(payload).toString("hex")}`);
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    // One chunk gives its frames only when all of them are good.
    return { frames: "", error };
  }
  return { frames: found.join("\n") };
}

function decoded(input: Buffer): void {
  const decoder = new StreamDecoder();
  let total = 0;
  try {
    for (const { data } of decoder.decode(input)) total += data.length;
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("Unrecognized input header")) throw error;
  }
  if (total > input.length) throw new Unfit("more comes out than goes in");
}
