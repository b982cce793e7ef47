import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, succeed } from "../support/command.ts";
import { eventually } from "../support/eventually.ts";
import { gantryExecutable, peersFolder } from "../support/peers.ts";

const folder = mkdtempSync(join(tmpdir(), "compose-git-"));
const port = 20_000 + (process.pid % 20_000);
const base = `git://127.0.0.1:${port}`;
let daemon: ChildProcess;
let commit = "";

/** One branch, a tag on it, another branch, and a folder with two projects. */
const script = `
git init -q -b main repo && cd repo
git config user.email it@example.test && git config user.name it
mkdir sub
echo 'services: {a: {image: main}}' > compose.yaml
echo 'services: {s: {image: sub, env_file: e.env}}' > sub/compose.yaml
echo E=1 > sub/e.env
echo 'services: {o: {image: other}}' > sub/other.yaml
git add . && git commit -qm one && git tag v1
git checkout -q -b dev && echo 'services: {a: {image: dev}}' > compose.yaml && git commit -qam two && git checkout -q main
git clone -q --bare . ../it.git && cd ../it.git && git config uploadpack.allowAnySHA1InWant true
git rev-parse v1
`;

beforeAll(async () => {
  commit = (await succeed(["sh", "-ec", `cd ${folder}\n${script}`], { env: { HOME: folder } })).trim();
  const serving = [`--base-path=${folder}`, "--export-all", "--listen=127.0.0.1", `--port=${port}`, folder];
  // The daemon itself: `git daemon` would leave it behind.
  const programs = (await succeed(["git", "--exec-path"])).trim();
  daemon = spawn(join(programs, "git-daemon"), ["--reuseaddr", ...serving], { stdio: "ignore" });
  const answers = async () => (await run(["git", "ls-remote", `${base}/it.git`])).code === 0;
  await eventually("the repository is served", answers, { withinMs: 20_000 });
}, 60_000);

afterAll(() => {
  daemon.kill();
  rmSync(folder, { recursive: true });
});

/** What a tool says of a project of the repository, and what it keeps of it. */
async function seen(program: readonly string[], reference: string) {
  const home = mkdtempSync(join(folder, "home-"));
  const env = { HOME: home, XDG_CACHE_HOME: join(home, "cache"), DOCKER_HOST: "unix:///nowhere" };
  const { code, stdout, stderr } = await run([...program, "-f", reference, "-p", "p", "config"], { env });
  mkdirSync(join(home, "cache/docker-compose"), { recursive: true });
  const neutral = (text: string): string => text.replaceAll(home, "$HOME").replaceAll(/^time="[^"]*" /gm, "");
  const kept = readdirSync(join(home, "cache/docker-compose"));
  return { code, stdout: neutral(stdout), stderr: neutral(stderr), kept };
}

const places: readonly (readonly [fragment: string, code: number])[] = [
  ["it.git", 0],
  ["it.git#dev", 0],
  ["it.git#v1", 0],
  ["it.git#COMMIT", 0],
  ["it.git#main:sub", 0],
  ["it.git#:sub", 0],
  ["it.git#main:sub/other.yaml", 0],
  ["it.git#nosuch", 1],
  ["it.git#main:nosuch", 1],
  ["none.git", 1],
];

for (const [place, code] of places)
  test(`compose repositories: ${place}`, async () => {
    const reference = `${base}/${place.replace("COMMIT", commit)}`;
    const stock = await seen([`${peersFolder()}/usr/libexec/docker/cli-plugins/docker-compose`], reference);
    const own = await seen([gantryExecutable(), "compose"], reference);
    expect(own).toEqual(stock);
    expect(own.code).toBe(code);
  }, 60_000);

test("compose repositories: files of others that include it", async () => {
  const project = join(folder, "project.yaml");
  writeFileSync(project, `include: ["${base}/it.git#main:sub"]\nservices: {own: {image: own}}\n`);
  const stock = await seen([`${peersFolder()}/usr/libexec/docker/cli-plugins/docker-compose`], project);
  const own = await seen([gantryExecutable(), "compose"], project);
  expect(own).toEqual(stock);
  expect(own.code).toBe(0);
}, 60_000);
