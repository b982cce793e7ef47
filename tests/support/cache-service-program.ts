/**
 * Two services that keep build caches, as a program: S3's REST API, which checks every signature and body, and the cache of GitHub's
 * actions (twirp, and the storage behind it). Prints its address.
 */
import { createHash, createHmac } from "node:crypto";
import { serve } from "bun";

const [accessKey, secretKey, token] = [process.env["ACCESS_KEY"]!, process.env["SECRET_KEY"]!, process.env["TOKEN"]!];
const objects = new Map<string, Uint8Array>();
const entries = new Map<string, { readonly order: number; bytes?: Uint8Array; isWhole: boolean }>();

const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** Whether the signature is what the secret gives. */
function isSigned(request: Request, url: URL, body: Uint8Array): boolean {
  const authorization = request.headers.get("authorization") ?? "";
  const [, key, scope = "", names = "", signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=(\S+), Signature=(\S+)$/.exec(authorization) ?? [];
  if (key !== accessKey || request.headers.get("x-amz-content-sha256") !== sha256(body)) return false;
  const lines = names.split(";").map((name) => `${name}:${request.headers.get(name)}\n`);
  const text = [request.method, url.pathname, url.search.slice(1), lines.join(""), names, sha256(body)].join("\n");
  const signing = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${secretKey}`);
  const what = ["AWS4-HMAC-SHA256", request.headers.get("x-amz-date"), scope, sha256(text)].join("\n");
  return hmac(signing, what).toString("hex") === signature;
}

function s3(request: Request, url: URL, body: Uint8Array): Response {
  if (!isSigned(request, url, body)) return new Response("<Code>SignatureDoesNotMatch</Code>", { status: 403 });
  if (request.method === "PUT") {
    objects.set(url.pathname, body);
    return new Response(null);
  }
  const object = objects.get(url.pathname);
  if (object === undefined) return new Response("<Code>NoSuchKey</Code>", { status: 404 });
  const headers = { "Last-Modified": new Date().toUTCString() };
  return new Response(request.method === "HEAD" ? null : object, { headers });
}

interface Call {
  readonly key: string;
  readonly version: string;
  readonly restore_keys?: readonly string[];
  readonly size_bytes?: string;
}

function actions(request: Request, url: URL, body: Uint8Array): Response {
  if (request.headers.get("authorization") !== `Bearer ${token}`) return new Response("no", { status: 401 });
  const {
    key,
    version,
    restore_keys: beginnings = [],
    size_bytes: size,
  } = JSON.parse(Buffer.from(body).toString()) as Call;
  const name = `${version} ${key}`;
  const storage = (of: string): string => `${url.origin}/storage/${encodeURIComponent(of)}?sig=secret`;
  switch (url.pathname.split("/").at(-1)) {
    case "CreateCacheEntry":
      if (entries.has(name)) return Response.json({ code: "already_exists" }, { status: 409 });
      entries.set(name, { order: entries.size, isWhole: false });
      return Response.json({ ok: true, signed_upload_url: storage(name) });
    case "FinalizeCacheEntryUpload": {
      const entry = entries.get(name);
      if (entry?.bytes?.length !== Number(size)) return Response.json({ ok: false });
      entry.isWhole = true;
      return Response.json({ ok: true, entry_id: "1" });
    }
    default: {
      const fits = (of: string): boolean => beginnings.some((beginning) => of.startsWith(`${version} ${beginning}`));
      const found = [...entries].filter(([of, { isWhole }]) => isWhole && (of === name || fits(of)));
      const newest = found.sort(([, a], [, b]) => b.order - a.order)[0]?.[0];
      if (newest === undefined) return Response.json({ ok: false });
      const matched = newest.slice(version.length + 1);
      return Response.json({ ok: true, signed_download_url: storage(newest), matched_key: matched });
    }
  }
}

/** Whoever has the URL may: no token goes there. */
function storage(request: Request, url: URL, body: Uint8Array): Response {
  const entry = entries.get(decodeURIComponent(url.pathname.slice("/storage/".length)));
  if (entry === undefined || url.searchParams.get("sig") !== "secret" || request.headers.has("authorization"))
    return new Response("no", { status: 403 });
  if (request.method === "GET") return new Response(entry.bytes ?? null);
  if (request.headers.get("x-ms-blob-type") !== "BlockBlob" || request.headers.get("content-length") === null)
    return new Response("no", { status: 400 });
  entry.bytes = body;
  return new Response(null, { status: 201 });
}

const server = serve({
  hostname: "127.0.0.1",
  port: 0,
  async fetch(request) {
    const url = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    if (url.pathname === "/count") return Response.json({ objects: [...objects.keys()], entries: [...entries.keys()] });
    if (url.pathname.startsWith("/twirp/")) return actions(request, url, body);
    if (url.pathname.startsWith("/storage/")) return storage(request, url, body);
    return s3(request, url, body);
  },
});
console.log(`127.0.0.1:${server.port}`);
