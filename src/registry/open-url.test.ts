import { afterAll, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { backgroundOp } from "#base/op.ts";
import { openUrl } from "./open-url.ts";

const packed = gzipSync("content");
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: ({ url }) => {
    const { pathname } = new URL(url);
    if (pathname === "/moved") return Response.redirect("/packed");
    if (pathname === "/packed") return new Response(packed, { headers: { "Content-Encoding": "gzip" } });
    return new Response("nothing here", { status: 404, statusText: "Not Found" });
  },
});
afterAll(() => server.stop(true));
const base = `127.0.0.1:${server.port}`;

async function failureOf(source: string): Promise<{ readonly kind: string; readonly message: string }> {
  const error = await openUrl(backgroundOp(), source).then(
    () => ({ kind: "none", message: "" }),
    (reason: { kind: string; message: string }) => reason,
  );
  return { kind: error.kind, message: error.message };
}

test("what a URL names comes as it is sent, over redirects too, and without a scheme by http", async () => {
  const { url, sizeBytes, content } = await openUrl(backgroundOp(), `${base}/moved`);
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  expect(Buffer.concat(pieces).equals(packed)).toBe(true);
  expect({ url, sizeBytes }).toEqual({ url: `http://${base}/moved`, sizeBytes: packed.length });
});

test.each([
  [`http://${base}/none`, "not-found", `failed to GET http://${base}/none with status 404 Not Found: nothing here`],
  ["http://127.0.0.1:1/x", "system", 'Get "http://127.0.0.1:1/x": dial tcp 127.0.0.1:1: connect: connection refused'],
  ["ftp://x/y", "system", 'Get "ftp://x/y": unsupported protocol scheme "ftp"'],
  ["http://no such/", "invalid-argument", 'parse "http://no such/": invalid character " " in host name'],
  ["", "system", 'Get "http:": http: no Host in request URL'],
])("%p is refused in dockerd's words", async (source, kind, message) => {
  expect(await failureOf(source)).toEqual({ kind, message });
});
