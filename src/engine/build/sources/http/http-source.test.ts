import { afterEach, beforeEach, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import type { ApplyJob } from "#core/build/file-worker.ts";
import type { SourceContext } from "#core/build/runners.ts";
import type { HttpSource } from "#core/build/source-operations.ts";
import { DownloadStore } from "./download-store.ts";
import { fileNameOf } from "./file-name.ts";
import { HttpSources } from "./http-source.ts";

const op = backgroundOp();
const digest = `sha256:${createHash("sha256").update("remote\n").digest("hex")}`;
const modified = new Date(1_600_000_000_000).toUTCString();
let folder = "";
let server: ReturnType<typeof Bun.serve>;
let requests: Headers[] = [];
let secrets: Record<string, string> = {};
let jobs: ApplyJob[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gantry-http-"));
  [requests, secrets, jobs] = [[], {}, []];
  server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answer });
});
afterEach(async () => {
  await server.stop(true);
  rmSync(folder, { recursive: true, force: true });
});

function answer(request: Request): Response {
  requests.push(new Headers(request.headers));
  const { pathname } = new URL(request.url);
  if (pathname === "/to-file") return new Response(null, { status: 302, headers: { Location: "file:///etc/passwd" } });
  if (pathname === "/to-other") return Response.redirect(`http://localhost:${server.port}/f`);
  if (pathname === "/circle") return Response.redirect("/circle");
  if (pathname === "/none") return new Response("no", { status: 404 });
  const headers = { ETag: '"1"', "Last-Modified": modified };
  if (request.headers.get("if-none-match") === '"1"') return new Response(null, { status: 304, headers });
  return new Response("remote\n", { headers });
}

function sources(): HttpSources {
  const worker = { apply: async (_: unknown, job: ApplyJob) => void jobs.push(job) };
  return new HttpSources({ worker, store: new DownloadStore(join(folder, "http")) });
}

const context = {
  session: {
    secret: async (_: unknown, id: string) => (id in secrets ? Buffer.from(secrets[id] ?? "") : undefined),
    async upload() {
      return (async function* () {
        yield Buffer.from("uploaded");
      })();
    },
  },
} as unknown as SourceContext;

function source(path: string, more: Partial<HttpSource> = {}): HttpSource {
  return { kind: "http", url: `http://127.0.0.1:${server.port}${path}`, ...more };
}

async function fill(given: HttpSource, from = sources()): Promise<void> {
  await using resolved = await from.resolve(op, given, context);
  if (resolved.tree.as !== "layer") throw new Error("no layer");
  await resolved.tree.fill(op, async () => openSync("/", "r"));
}

async function failure(given: HttpSource): Promise<string> {
  return (await fill(given).then(() => undefined, messageOf)) ?? "none";
}

test("a file is 0600, of the server's time, under the name of the URL", async () => {
  await fill(source("/files/f.txt"));
  const [job] = jobs;
  const [tree] = job?.trees ?? [];
  const path = tree?.at === "folder" ? tree.path : "";
  expect(job?.actions[0]).toMatchObject({ source: "/content", destination: "/f.txt", mode: 0o600 });
  expect(readFileSync(join(path, "content"), "utf8")).toBe("remote\n");
  expect(lstatSync(join(path, "content")).mtimeMs).toBe(1_600_000_000_000);
});

test("a name, mode and owner that are told", async () => {
  await fill(source("/f", { fileName: "g", mode: 0o640, owner: { uid: 3, gid: 4 } }));
  expect(jobs[0]?.actions[0]).toMatchObject({ destination: "/g", mode: 0o640, owner: { user: 3, group: 4 } });
});

test("what the server has not changed is not sent again, and has the same key", async () => {
  await using first = await sources().resolve(op, source("/f"), context);
  await using again = await sources().resolve(op, source("/f"), context);
  expect(again.key).toBe(first.key);
  expect(again.pin).toBe(digest);
  expect(requests.map((headers) => headers.get("if-none-match"))).toEqual([null, '"1"']);
  expect((await sources().resolve(op, source("/f", { mode: 0o777 }), context)).key).not.toBe(first.key);
  expect(readdirSync(join(folder, "http")).length).toBe(1);
});

test("with a checksum nothing is asked for before it is needed, and what comes must be it", async () => {
  await using resolved = await sources().resolve(op, source("/f", { checksum: digest }), context);
  expect([requests.length, resolved.pin]).toEqual([0, digest]);
  await fill(source("/f", { checksum: digest }));
  const wrong = `sha256:${"0".repeat(64)}`;
  expect(await failure(source("/f", { checksum: wrong }))).toBe(`digest mismatch ${digest}: ${wrong}`);
});

test("what is refused or leads elsewhere", async () => {
  expect(await failure(source("/none"))).toBe("invalid response status 404");
  expect(await failure(source("/to-file"))).toBe('Get "file:///etc/passwd": unsupported protocol scheme "file"');
  expect(await failure({ kind: "http", url: "file:///etc/passwd" })).toContain('unsupported protocol scheme "file"');
  expect(await failure(source("/circle"))).toContain("stopped after 10 redirects");
  expect(existsSync(join(folder, "http"))).toBeFalse();
});

test("secrets open a URL, and go to no other host", async () => {
  secrets[`HTTP_AUTH_TOKEN_127.0.0.1:${server.port}`] = "t0k\n";
  await fill(source("/to-other"));
  expect(requests.map((headers) => headers.get("authorization"))).toEqual(["Bearer t0k", null]);
  secrets["mine"] = "Basic abc";
  await fill(source("/f", { authHeaderSecret: "mine" }));
  expect(requests.at(-1)?.get("authorization")).toBe("Basic abc");
});

test("a password in a URL is in no message and in no file", async () => {
  const url = source("/f").url.replace("//", "//me:canary@");
  await fill({ ...source("/f"), url });
  const stored = readdirSync(join(folder, "http"), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const entry of stored) expect(readFileSync(join(entry.parentPath, entry.name), "utf8")).not.toContain("canary");
  expect(stored.length).toBe(2);
  await server.stop(true);
  expect(await failure({ ...source("/f"), url })).toContain("//me:***@127.0.0.1");
});

test("what a client uploads", async () => {
  await fill({ kind: "http", url: "http://buildkit-session/id", fileName: "context" });
  const [tree] = jobs[0]?.trees ?? [];
  expect(readFileSync(join(tree?.at === "folder" ? tree.path : "", "content"), "utf8")).toBe("uploaded");
  expect(requests).toEqual([]);
});

test.each([
  ["http://h/a/b.txt?q#f", null, "b.txt"],
  ["http://h/a%20b", null, "a b"],
  ["http://h/", null, "download"],
  ["http://h/a", 'attachment; filename="x y.tar"', "x y.tar"],
  ["http://h/a", "attachment; filename=../../etc/passwd", "passwd"],
  ["http://h/a", 'attachment; filename=".."', "a"],
  ["http://h/a", 'attachment; filename="d/"', "a"],
  ["http://h/a", "attachment; filename*=UTF-8''%C3%A9", "é"],
  ["http://h/..%2f..%2fx", null, "x"],
] as const)("the name of %s with %s", (url, disposition, name) => {
  expect(fileNameOf(url, disposition)).toBe(name);
});
