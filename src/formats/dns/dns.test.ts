import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { answersQuery, decodeHeader, decodeQuery, encodeFailure, encodeReply, recordTypes, withId } from "./message.ts";
import { decodeName, encodeName } from "./name.ts";
import { reverseAddress } from "./reverse.ts";

function query(name: string, options: { type?: number; edns?: number; id?: number } = {}): Uint8Array {
  const { type = recordTypes.a, edns, id = 7 } = options;
  const opt = edns === undefined ? [] : [0, 0, 41, edns >> 8, edns & 0xff, 0, 0, 0, 0, 0, 0];
  const head = [id >> 8, id & 0xff, 1, 0, 0, 1, 0, 0, 0, 0, 0, edns === undefined ? 0 : 1];
  return Uint8Array.from([...head, ...encodeName(name)!, 0, type, 0, 1, ...opt]);
}

describe("names", () => {
  test("labels, and pointers back to them", () => {
    const bytes = Uint8Array.from([...new Array(12).fill(0), 3, 119, 119, 119, 0, 1, 97, 0xc0, 12]);
    expect(decodeName(bytes, 12)).toEqual({ name: "www", end: 17 });
    expect(decodeName(bytes, 17)).toEqual({ name: "a.www", end: 21 });
  });

  test("a pointer to itself, forwards, or into the header is no name", () => {
    const at = (...tail: number[]) => decodeName(Uint8Array.from([...new Array(12).fill(0), ...tail]), 12);
    expect(at(0xc0, 12)).toBeUndefined();
    expect(at(0xc0, 14, 0)).toBeUndefined();
    expect(at(0xc0, 4)).toBeUndefined();
    expect(at(1, 97, 0xc0, 12)).toBeUndefined();
    expect(at(5, 97)).toBeUndefined();
    expect(at(3, 97, 46, 98, 0)).toBeUndefined();
  });

  test("too long a name has no bytes", () => {
    expect(encodeName("a".repeat(64))).toBeUndefined();
    expect(encodeName(Array(130).fill("a").join("."))).toBeUndefined();
    expect(encodeName("a..b")).toBeUndefined();
  });
});

describe("messages", () => {
  test("a query with EDNS", () => {
    const decoded = decodeQuery(query("Web.example", { edns: 4096 }));
    expect(decoded?.question).toEqual({ name: "Web.example", type: 1, class: 1 });
    expect(decoded?.ednsSize).toBe(4096);
    expect(decodeQuery(query("web"))?.ednsSize).toBeUndefined();
  });

  test("a reply repeats the question and points at it", () => {
    const asked = decodeQuery(query("web"))!;
    const answers = [{ type: recordTypes.a, data: Uint8Array.from([10, 0, 0, 2]) }];
    const reply = encodeReply(asked, { code: 0, answers, ttlSeconds: 600, authoritative: true }, "udp");
    expect(Buffer.from(reply).toString("hex")).toBe(
      `0007858000010001000000000377656200000100${"01"}c00c0001000100000258${"0004"}0a000002`,
    );
    expect(answersQuery(query("WEB"), reply)).toBe(true);
    expect(answersQuery(query("other"), reply)).toBe(false);
    expect(answersQuery(query("web", { id: 8 }), reply)).toBe(false);
    expect(answersQuery(withId(query("web"), 9), withId(reply, 9))).toBe(true);
  });

  test("what a datagram cannot hold is cut off and said", () => {
    const answers = Array.from({ length: 100 }, (_, n) => ({ type: 1, data: Uint8Array.from([10, 0, 0, n]) }));
    const plain = encodeReply(decodeQuery(query("web"))!, { code: 0, answers }, "udp");
    expect(plain.length).toBeLessThanOrEqual(512);
    expect(decodeHeader(plain)?.truncated).toBe(true);
    const large = encodeReply(decodeQuery(query("web", { edns: 4096 }))!, { code: 0, answers }, "udp");
    expect(decodeHeader(large)).toMatchObject({ truncated: false, counts: [1, 100, 0, 1] });
    expect(decodeHeader(encodeReply(decodeQuery(query("web"))!, { code: 0, answers }, "tcp"))?.counts[1]).toBe(100);
  });

  test("responses and fragments are no queries, and responses get no answer", () => {
    const response = encodeReply(decodeQuery(query("web"))!, { code: 3 }, "udp");
    expect(decodeQuery(response)).toBeUndefined();
    expect(encodeFailure(response, 1)).toBeUndefined();
    expect(decodeQuery(query("web").subarray(0, 18))).toBeUndefined();
    expect(Buffer.from(encodeFailure(query("web").subarray(0, 14), 1)!).toString("hex")).toBe(
      "000781810000000000000000",
    );
  });

  test("any bytes are read without an exception", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const decoded = decodeQuery(bytes);
        if (decoded !== undefined) encodeReply(decoded, { code: 0 }, "udp");
        encodeFailure(bytes, 1);
        answersQuery(bytes, bytes);
      }),
    );
  });
});

test("reverse names", () => {
  expect(reverseAddress("4.3.2.10.in-addr.arpa")).toBe("10.2.3.4");
  expect(reverseAddress(`2.${"0.".repeat(27)}1.6.d.f.IP6.ARPA`)).toBe("fd61::2");
  expect(reverseAddress("3.2.10.in-addr.arpa")).toBeUndefined();
  expect(reverseAddress("300.3.2.10.in-addr.arpa")).toBeUndefined();
  expect(reverseAddress("web.example")).toBeUndefined();
});
