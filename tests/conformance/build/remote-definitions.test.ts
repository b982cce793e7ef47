import { afterAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Site, siteAddress } from "../../build/site/site.ts";
import type { Result } from "../../support/command.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

// What the stock buildx reads from elsewhere, by graphs of its own: definitions of bake, and Dockerfiles.

// Before the engine: it leaves nothing behind when it ends.
afterAll(async () => await (await site())[Symbol.asyncDispose]());
const engine = sharedEngine();
let opened: Promise<Site> | undefined;
const url = `http://${siteAddress}`;

const definition = `
variable "WHO" { default = "nobody" }
group "default" { targets = ["app", "named"] }
target "app" {
  context = "app"
  args    = { WHO = WHO }
}
target "named" {
  context    = "app"
  contexts   = { other = "other" }
  dockerfile = "named"
}
target "top" {
  args = { WHO = "top" }
}
`;

const files = {
  "work/docker-bake.hcl": definition,
  "work/Dockerfile": "FROM busybox\nARG WHO\nCOPY app/word /word\nRUN echo at the top, $WHO: $(cat /word)\n",
  "work/app/Dockerfile": "FROM busybox\nARG WHO\nCOPY word /word\nRUN echo hello $WHO: $(cat /word)\n",
  "work/app/named": "FROM busybox\nCOPY --from=other other/thing /thing\nRUN echo thing: $(cat /thing)\n",
  "work/app/word": "from the repository\n",
  "work/other/thing": "of another folder\n",
  "bake.hcl": 'target "default" { dockerfile-inline = "FROM busybox\\nRUN echo from a server\\n" }\n',
  Dockerfile: "FROM busybox\nCOPY own /\nRUN echo Dockerfile of a server: $(cat /own)\n",
  "context/own": "own file\n",
};

function site(): Promise<Site> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Site> {
  const started = await engine();
  const folder = join(started.paths.folder, "site");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const env = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null" } as unknown as NodeJS.ProcessEnv;
  const git = (...args: string[]): Buffer =>
    execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.org", ...args], { env, stdio: "pipe" });
  const work = join(folder, "work");
  git("-C", work, "init", "-q", "-b", "main");
  git("-C", work, "add", ".");
  git("-C", work, "commit", "-qm", "one");
  git("clone", "-q", "--bare", work, join(folder, "git/r.git"));
  return await Site.open(started.namespace, folder);
}

async function buildx(...argv: string[]): Promise<Result> {
  await site();
  return await (await engine()).docker(["buildx", ...argv], { timeoutMs: 120_000 });
}

async function output(...argv: string[]): Promise<string> {
  const result = await buildx(...argv);
  expect({ code: result.code, said: result.code === 0 ? "" : result.stderr }).toEqual({ code: 0, said: "" });
  return result.stdout + result.stderr;
}

const plain = ["--progress", "plain", "--no-cache"];

test("definitions of a repository, with contexts that are folders of it", async () => {
  const said = await output("bake", ...plain, `${url}/git/r.git#main`);
  expect(said).toContain("hello nobody: from the repository");
  expect(said).toContain("thing: of another folder");
  expect(await output("bake", ...plain, `${url}/git/r.git`, "top")).toContain("at the top, top: from the repository");
}, 180_000);

test("definitions of a server", async () => {
  expect(await output("bake", ...plain, `${url}/bake.hcl`)).toContain("from a server");
}, 60_000);

test("a definition that is not there is named", async () => {
  const { code, stderr } = await buildx("bake", "-f", "nowhere.hcl", `${url}/git/r.git`);
  expect(code).not.toBe(0);
  expect(stderr).toContain("lstat nowhere.hcl: no such file or directory");
}, 60_000);

test("a Dockerfile of a server, and a context that is a repository", async () => {
  const context = join((await engine()).paths.folder, "site/context");
  const said = await output("build", ...plain, "-f", `${url}/Dockerfile`, context);
  expect(said).toContain("Dockerfile of a server: own file");
  expect(await output("build", ...plain, `${url}/git/r.git#main:app`)).toContain(": from the repository");
}, 120_000);
