import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import type { ApplyJob } from "#core/build/file-worker.ts";
import type { SourceContext } from "#core/build/runners.ts";
import type { GitSource } from "#core/build/source-operations.ts";
import { GitSources } from "./git-source.ts";

const op = backgroundOp();
const top = mkdtempSync(join(tmpdir(), "gantry-git-"));
const out = join(top, "out");
let server: ReturnType<typeof Bun.serve>;
let secrets: Record<string, string> = {};
let authorizations: Array<string | null> = [];
let needsToken = false;

function git(folder: string, ...args: string[]): string {
  const names = ["AUTHOR", "COMMITTER"].flatMap((who) => [
    [`GIT_${who}_NAME`, "x"],
    [`GIT_${who}_EMAIL`, "x"],
    [`GIT_${who}_DATE`, "2020-01-02T03:04:05Z"],
  ]);
  const env = {
    PATH: process.env["PATH"] ?? "",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    ...Object.fromEntries(names),
  };
  return execFileSync("git", ["-C", folder, ...args], {
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/** git's own server, as a CGI program. */
async function answer(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  authorizations.push(request.headers.get("authorization"));
  if (needsToken && request.headers.get("authorization") === null) return new Response("no", { status: 401 });
  const body = Buffer.from(await request.arrayBuffer());
  const child = Bun.spawn(["git", "http-backend"], {
    stdin: body,
    stdout: "pipe",
    env: {
      PATH: process.env["PATH"] ?? "",
      GIT_PROJECT_ROOT: top,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers.get("content-type") ?? "",
      HTTP_CONTENT_ENCODING: request.headers.get("content-encoding") ?? "",
      GIT_PROTOCOL: request.headers.get("git-protocol") ?? "",
    },
  });
  const answered = Buffer.from(await new Response(child.stdout).arrayBuffer());
  const end = answered.indexOf("\r\n\r\n");
  const head = answered
    .subarray(0, end)
    .toString()
    .split("\r\n")
    .map((line) => line.split(": ", 2) as [string, string]);
  const status = Number(head.find(([name]) => name === "Status")?.[1]?.slice(0, 3) ?? 200);
  return new Response(answered.subarray(end + 4), { status, headers: head.filter(([name]) => name !== "Status") });
}

let [one, two] = ["", ""];
beforeAll(() => {
  server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answer });
  const work = join(top, "work");
  mkdirSync(join(work, "sub"), { recursive: true });
  git(work, "init", "-q", "-b", "main");
  writeFileSync(join(work, "f"), "one\n");
  writeFileSync(join(work, "sub/g"), "G\n");
  git(work, "add", ".");
  git(work, "commit", "-qm", "one");
  git(work, "tag", "-a", "-m", "t", "v1");
  one = git(work, "rev-parse", "HEAD");
  writeFileSync(join(work, "f"), "two\n");
  execFileSync("ln", ["-s", "/etc", join(work, "out")]);
  git(work, "add", ".");
  git(work, "commit", "-qm", "two");
  two = git(work, "rev-parse", "HEAD");
  git(work, "update-ref", "refs/pull/7/head", one);
  git(top, "clone", "-q", "--mirror", work, join(top, "r.git"));
  submodules(work);
});
afterAll(async () => {
  await server.stop(true);
  rmSync(top, { recursive: true, force: true });
});
beforeEach(() => {
  [secrets, authorizations, needsToken] = [{}, [], false];
  rmSync(out, { recursive: true, force: true });
});

/** One that has a submodule on the server, and one whose submodule is a folder of this machine. */
function submodules(work: string): void {
  for (const [name, url] of [
    ["good", `http://127.0.0.1:${server.port}/r.git`],
    ["evil", `file://${work}`],
  ] as const) {
    const folder = join(top, name);
    git(top, "clone", "-q", work, folder);
    writeFileSync(join(folder, ".gitmodules"), `[submodule "inner"]\n\tpath = inner\n\turl = ${url}\n`);
    git(folder, "update-index", "--add", "--cacheinfo", `160000,${one},inner`);
    git(folder, "add", ".gitmodules");
    git(folder, "commit", "-qm", "sub");
    git(top, "clone", "-q", "--bare", folder, join(top, `${name}.git`));
  }
}

const worker = {
  async apply(_: unknown, { trees, actions }: ApplyJob) {
    const [tree] = trees;
    const [action] = actions;
    if (tree?.at !== "folder" || action?.action !== "copy") throw new Error("unexpected");
    const without = (path: string) => action.excludePatterns.length === 0 || !path.endsWith("/.git");
    cpSync(join(tree.path, action.source), out, {
      recursive: true,
      verbatimSymlinks: true,
      filter: without,
      preserveTimestamps: true,
    });
  },
};

const context = {
  output() {},
  session: {
    secret: async (_: unknown, id: string) => (id in secrets ? Buffer.from(secrets[id] ?? "") : undefined),
    hasSshAgent: async () => false,
  },
} as unknown as SourceContext;

function source(more: Partial<GitSource> = {}): GitSource {
  const remote = `http://127.0.0.1:${server.port}/r.git`;
  return { kind: "git", remote, ref: "", subdir: "", keepGitDir: false, submodules: true, ...more };
}

async function build(more: Partial<GitSource> = {}): Promise<string | undefined> {
  const path = join(top, "checkouts");
  await using resolved = await new GitSources({ worker, path }).resolve(op, source(more), context);
  if (resolved.tree.as !== "layer") throw new Error("no layer");
  await resolved.tree.fill(op, async () => openSync("/", "r"));
  expect(readdirSync(path)).toEqual([]);
  return resolved.pin;
}

async function failure(more: Partial<GitSource>): Promise<string> {
  return (await build(more).then(() => undefined, messageOf)) ?? "it did not fail";
}

const content = () => readFileSync(join(out, "f"), "utf8");

test("the default branch, branches, tags, commits and refs of pull requests", async () => {
  const found: Array<readonly [string, string | undefined, string]> = [];
  for (const ref of ["", "main", "v1", "refs/tags/v1", one, "pull/7/head", "refs/pull/7/head"]) {
    rmSync(out, { recursive: true, force: true });
    found.push([ref, await build({ ref }), content()]);
  }
  expect(found).toEqual([
    ["", two, "two\n"],
    ["main", two, "two\n"],
    ["v1", one, "one\n"],
    ["refs/tags/v1", one, "one\n"],
    [one, one, "one\n"],
    ["pull/7/head", one, "one\n"],
    ["refs/pull/7/head", one, "one\n"],
  ]);
});

test("git's own folder is there only where it is kept", async () => {
  await build();
  expect(readdirSync(out).sort()).toEqual(["f", "out", "sub"]);
  rmSync(out, { recursive: true });
  await build({ keepGitDir: true, ref: "main" });
  expect(existsSync(join(out, ".git/HEAD"))).toBeTrue();
});

test("a subdirectory, but by folders alone", async () => {
  await build({ subdir: "sub" });
  expect(readdirSync(out)).toEqual(["g"]);
  for (const subdir of ["out", "out/ssl", "f", "nothere", ".git", "sub/../out"])
    expect(await failure({ subdir })).toMatch(/subdir/);
});

test("a checksum must be that of the commit", async () => {
  expect(await build({ ref: "main", checksum: two.slice(0, 8) })).toBe(two);
  expect(await failure({ ref: "v1", checksum: two })).toBe(`expected checksum to match ${two}, got ${one}`);
});

test("times of the commit", async () => {
  await build({ mtime: "commit" });
  expect(lstatSync(join(out, "sub/g")).mtime.toISOString()).toBe("2020-01-02T03:04:05.000Z");
});

test("submodules come from servers, never from this machine", async () => {
  const remote = (name: string) => `http://127.0.0.1:${server.port}/${name}.git`;
  await build({ remote: remote("good") });
  expect(readFileSync(join(out, "inner/f"), "utf8")).toBe("one\n");
  expect(existsSync(join(out, "inner/.git"))).toBeFalse();
  expect(await failure({ remote: remote("evil") })).toContain("transport 'file' not allowed");
  rmSync(out, { recursive: true, force: true });
  await build({ remote: remote("evil"), submodules: false });
  expect(existsSync(join(out, "inner/f"))).toBeFalse();
});

test("what git could take for something else is refused before it runs", async () => {
  const remotes = [
    "file:///etc",
    "/etc",
    "../r",
    "ext::sh -c touch% /tmp/x",
    "-oProxyCommand=x:y",
    "ssh://-oProxyCommand=x/y",
    "git@-oProxyCommand=x:y",
    "http://h/r.git\n--upload-pack=x",
  ];
  for (const remote of remotes)
    expect([remote, await failure({ remote })]).toEqual([remote, expect.stringContaining("invalid git remote")]);
  for (const ref of ["--upload-pack=touch x", "-x", "a b", "a..b", "a:b", "+a", "x.lock", "a^b"].filter(
    (name) => name !== "+a",
  ))
    expect([ref, await failure({ ref })]).toEqual([ref, expect.stringContaining("invalid git ref")]);
  expect(await failure({ subdir: "../.." })).toContain("invalid git subdirectory");
  expect(authorizations).toEqual([]);
});

test("what is not there", async () => {
  expect(await failure({ ref: "nothere" })).toContain("repository does not contain ref nothere");
  expect(await failure({ remote: `http://me:secret@127.0.0.1:${server.port}/none.git` })).toMatch(
    /^failed to fetch remote http:\/\/xxxxx:xxxxx@.*git stderr:/s,
  );
  expect(await failure({ ref: "0".repeat(40) })).toContain("failed to fetch remote");
});

test("secrets open a repository, those of its host first", async () => {
  needsToken = true;
  expect(await failure({})).toContain("failed to fetch remote");
  secrets["GIT_AUTH_TOKEN"] = "other";
  secrets[`GIT_AUTH_TOKEN.127.0.0.1:${server.port}`] = "t0k\n";
  await build();
  const sent = `basic ${Buffer.from("x-access-token:t0k").toString("base64")}`;
  expect(new Set(authorizations.slice(1))).toEqual(new Set([sent]));
});

test("a build that is called off ends git", async () => {
  const ending = new AbortController();
  ending.abort();
  const path = join(top, "checkouts");
  const finding = new GitSources({ worker, path }).resolve({ ...op, signal: ending.signal }, source(), context);
  expect(await finding.then(() => undefined, messageOf)).toBe("context canceled");
});
