import { expect, test } from "bun:test";
import { digestOf } from "#base/digest-of.ts";
import { messageOf } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import type { EntryHttp, EntryRequest } from "./entry-http.ts";
import { GhaStore } from "./gha-store.ts";
import { tokenScopes } from "./gha-token.ts";

const op = backgroundOp();
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const tokenOf = (ac: string): string => `${encoded({ alg: "none" })}.${encoded({ ac })}.x`;
const token = tokenOf(
  JSON.stringify([{ Scope: "topic", Permission: 3 }, { Scope: "main", Permission: 1 }, { Scope: 7 }]),
);
const place = { type: "gha", scope: "s", url: "https://cache.example/", token } as const;

/** A service that answers each call by its name. */
function fixture(answers: Readonly<Record<string, ReadonlyArray<readonly [number, object]>>>) {
  const asked: string[] = [];
  const left = new Map(Object.entries(answers).map(([name, each]) => [name, [...each]]));
  const http = {
    async ask(_op: unknown, { method, url, content }: EntryRequest) {
      const name = method === "POST" ? (url.pathname.split("/").at(-1) ?? "") : `${method} ${url.pathname}`;
      const body = content !== undefined && "bytes" in content ? Buffer.from(content.bytes).toString() : "";
      const { key = body } = method === "POST" ? (JSON.parse(body) as { key: string }) : {};
      asked.push(`${name} ${key}`);
      const [status, answer] = left.get(name)?.shift() ?? [404, {}];
      return { head: { status }, bytes: Buffer.from(JSON.stringify(answer)) };
    },
  } as unknown as EntryHttp;
  return { store: new GhaStore(place, http), asked };
}

test("a config is a new entry each time, after those that others wrote meanwhile", async () => {
  const { store, asked } = fixture({
    GetCacheEntryDownloadURL: [
      [200, { ok: true, signed_download_url: "https://blobs.example/a", matched_key: "index#4" }],
      [200, { ok: true, signedDownloadUrl: "https://blobs.example/a", matchedKey: "index#5" }],
    ],
    CreateCacheEntry: [
      [409, {}],
      [200, { ok: true, signedUploadUrl: "https://blobs.example/b?sig=1" }],
    ],
    "PUT /b": [[201, {}]],
    FinalizeCacheEntryUpload: [[200, { ok: true }]],
  });
  await store.writeConfig(op, Buffer.from("config"));
  const index = asked[0]?.split(" ")[1] ?? "";
  expect(index).toMatch(/^index-s-1-[0-9a-f]{8}#$/);
  expect(asked).toEqual([
    `GetCacheEntryDownloadURL ${index}`,
    `CreateCacheEntry ${index}5`,
    `GetCacheEntryDownloadURL ${index}`,
    `CreateCacheEntry ${index}6`,
    "PUT /b config",
    `FinalizeCacheEntryUpload ${index}6`,
  ]);
});

test("what the service refuses is told, without what is secret", async () => {
  const digest = digestOf("a");
  const { store } = fixture({
    GetCacheEntryDownloadURL: [[401, { msg: "no" }]],
    CreateCacheEntry: [[200, { ok: true, signed_upload_url: "https://blobs.example/b?sig=secret" }]],
    "PUT /b": [[403, {}]],
  });
  expect(await store.hasBlob(op, digest).then(String, messageOf)).toContain("unexpected status 401");
  const failure = await store.writeBlob(op, digest, { bytes: Buffer.from("a") }).then(String, messageOf);
  expect(failure).toContain("PUT https://blobs.example/b: unexpected status 403");
  expect(failure).not.toContain("secret");
});

test("a token says whose entries it opens", () => {
  expect(tokenScopes(token)).toEqual([
    { scope: "topic", canWrite: true },
    { scope: "main", canWrite: false },
  ]);
  for (const bad of ["", "a.b.c", tokenOf("{")]) expect(() => tokenScopes(bad)).toThrow("invalid token");
});
