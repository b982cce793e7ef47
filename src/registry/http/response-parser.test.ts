import { expect, test } from "bun:test";
import fc from "fast-check";
import { type ResponseHead, ResponseParser } from "./response-parser.ts";

interface Read {
  readonly status: number;
  readonly body: string;
  readonly done: boolean;
  readonly reusable: boolean;
}

/** Reads an answer that comes in pieces of these sizes. */
function read(answer: string, sizes: readonly number[] = [answer.length], method = "GET"): Read {
  let head: ResponseHead | undefined;
  let body = "";
  const parser = new ResponseParser(method, (found) => {
    head = found;
    return (chunk) => {
      body += chunk.toString("latin1");
    };
  });
  const bytes = Buffer.from(answer, "latin1");
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    parser.push(bytes.subarray(at, at + size));
    at += size;
  }
  return { status: head?.status ?? 0, body, done: parser.done, reusable: parser.reusable };
}

const answers: Array<[answer: string, expected: Read]> = [
  ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", { status: 200, body: "hello", done: true, reusable: true }],
  [
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    { status: 204, body: "", done: true, reusable: true },
  ],
  [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: 1\r\n\r\n",
    { status: 200, body: "abcdefg", done: true, reusable: true },
  ],
  ["HTTP/1.1 200 OK\r\n\r\nto the end", { status: 200, body: "to the end", done: false, reusable: false }],
  [
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    { status: 200, body: "", done: true, reusable: false },
  ],
  ["HTTP/1.0 404 Not Found\r\nContent-Length: 1\r\n\r\nx", { status: 404, body: "x", done: true, reusable: false }],
];

test("an answer is the same in whatever pieces it comes", () => {
  for (const [answer, expected] of answers) expect(read(answer)).toEqual(expected);
  fc.assert(
    fc.property(
      fc.constantFrom(...answers),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      ([answer, expected], sizes) => {
        expect(read(answer, sizes)).toEqual(expected);
      },
    ),
  );
});

test("what comes after an answer spoils the connection", () => {
  expect(read("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n")).toMatchObject({
    body: "x",
    reusable: false,
  });
});

test("an answer to HEAD has no body, whatever it says", () => {
  expect(read("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", [7], "HEAD")).toMatchObject({
    done: true,
    reusable: true,
  });
});

test("what is not HTTP is told in Go's words", () => {
  const broken = "net/http: HTTP/1.x transport connection broken: ";
  expect(() => read("hello world\r\n\r\n")).toThrow(`${broken}malformed HTTP status code "world"`);
  expect(() => read("hello\r\n\r\n")).toThrow(`${broken}malformed HTTP response "hello"`);
  expect(() => read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")).toThrow("bad Content-Length");
  expect(() => read("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")).toThrow("bad Content-Length");
  expect(() => read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")).toThrow(
    "invalid byte in chunk length",
  );
  expect(() => read("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")).toThrow("malformed MIME header line");
  expect(() => read(`HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(60_000)}`)).toThrow("server response headers exceeded");
  expect(() => read(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${"0".repeat(9_999)}`)).toThrow(
    "header line too long",
  );
});

test("any bytes are an answer or a plain refusal", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "HTTP/1.1 200 OK\r\n",
      "\r\n",
      "Content-Length: 3\r\n",
      "Transfer-Encoding: chunked\r\n",
      "3\r\nabc\r\n",
      "0\r\n",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      try {
        read(pieces.join(""));
      } catch (error) {
        expect((error as Error).name).toBe("TransportError");
      }
    }),
    { numRuns: 2000 },
  );
});

test("a head that comes byte by byte costs by its length", () => {
  const head = `HTTP/1.1 200 OK\r\nX-Long: ${"x".repeat(250_000)}\r\nContent-Length: 2\r\n\r\n`;
  const began = performance.now();
  expect(read(`${head}ok`, [1])).toEqual({ status: 200, body: "ok", done: true, reusable: true });
  // Copying all that has come for each byte would be 30 GB.
  expect(performance.now() - began).toBeLessThan(2_000);
});
