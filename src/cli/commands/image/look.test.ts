import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ScriptedAnswer } from "../../io/fake.ts";
import { runCommand } from "../../io/run-command.ts";
import * as commit from "../container/commit.ts";
import * as search from "../registry/search.ts";
import * as history from "./history.ts";
import * as log from "./log.ts";
import * as images from "./ls.ts";
import * as rollback from "./rollback.ts";
import * as save from "./save.ts";

const folder = mkdtempSync(join(tmpdir(), "look-"));
afterAll(() => rmSync(folder, { recursive: true }));

const id = `sha256:${"a".repeat(64)}`;
const now = 1_700_003_600_000;
type Module = Parameters<typeof runCommand>[0];

async function printed(module: Module, argv: readonly string[], json: unknown): Promise<string> {
  return (await runCommand(module, argv, { answers: [{ json }], io: { now } })).out;
}

async function refusal(module: Module, ...argv: string[]): Promise<string> {
  return (await runCommand(module, argv, { answers: [] })).err;
}

const steps = [
  {
    Comment: "buildkit",
    Created: 1_700_000_000,
    CreatedBy: '/bin/sh -c #(nop)\tCMD ["sh"] and much more that nobody reads',
    Id: id,
    Size: 12_345_678,
    Tags: ["a:1"],
  },
  { Comment: "", Created: 0, CreatedBy: "x", Id: "<missing>", Size: 0, Tags: null },
];

test("history as docker 28.5 prints it", async () => {
  expect(await printed(history, ["x"], steps)).toBe(
    [
      "IMAGE          CREATED             CREATED BY                                      SIZE      COMMENT\n",
      'aaaaaaaaaaaa   About an hour ago   /bin/sh -c #(nop) CMD ["sh"] and much more t…   12.3MB    buildkit\n',
      "<missing>      N/A                 x                                               0B        \n",
    ].join(""),
  );
  expect(await printed(history, ["-H=false", "--no-trunc", "--format", "{{.ID}} {{.Size}}", "x"], steps)).toBe(
    `${id} 12345678\n<missing> 0\n`,
  );
  expect(await printed(history, ["-q", "x"], steps)).toBe("aaaaaaaaaaaa\n<missing>\n");
  expect(await printed(history, ["-q", "--format", "{{.Size}}", "x"], steps)).toBe("12.3MB\n0B\n");
  const asked = await runCommand(history, ["--platform", "aarch64", "x"], { answers: [{ json: [] }] });
  expect(decodeURIComponent(asked.requests[0]?.path ?? "")).toBe(
    '/images/x/history?platform={"architecture":"arm64","os":"linux"}',
  );
});

test("search shows what the index says, and asks with the registry's credential", async () => {
  const item = { name: "a/b", description: "one\ntwo", star_count: 5, is_official: true, is_automated: false };
  expect(await printed(search, ["x"], [item])).toBe(
    "NAME      DESCRIPTION   STARS     OFFICIAL\na/b       one two       5         [OK]\n",
  );
  expect(await printed(search, ["--format", "json", "x"], [item])).toBe(
    '{"Description":"one two","IsOfficial":"true","Name":"a/b","StarCount":"5"}\n',
  );
  const auths = { "r.x": { auth: Buffer.from("u:p").toString("base64") } };
  const argv = ["--limit", "3", "-f", "stars=2", "r.x/z"];
  const { requests } = await runCommand(search, argv, { answers: [{ json: [] }], io: { config: { auths } } });
  expect(decodeURIComponent(requests[0]?.path ?? "")).toBe(
    '/images/search?filters={"stars":{"2":true}}&limit=3&term=r.x/z',
  );
  expect(JSON.parse(Buffer.from(requests[0]?.headers["X-Registry-Auth"] ?? "", "base64url").toString())).toEqual({
    username: "u",
    password: "p",
    serveraddress: "r.x",
  });
});

test("save writes a file that is its owner's, and leaves nothing when it fails", async () => {
  const path = join(folder, "x.tar");
  const answers: ScriptedAnswer[] = [{ text: "content" }];
  const result = await runCommand(save, ["-o", path, "a", "b", "--platform", "linux/arm64"], { answers });
  expect(result).toMatchObject({ code: 0, out: "" });
  expect(decodeURIComponent(result.requests[0]?.path ?? "")).toBe(
    '/images/get?names=a&names=b&platform={"architecture":"arm64","os":"linux"}',
  );
  expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777]).toEqual(["content", 0o600]);
  const missing = { status: 404, json: { message: "No such image: c:latest" } };
  await runCommand(save, ["-o", join(folder, "y.tar"), "c"], { answers: [missing] });
  expect(readdirSync(folder)).toEqual(["x.tar"]);
  expect((await runCommand(save, ["a"], { answers })).out).toBe("content");
});

test("save refuses places that no archive can be written to, before the engine is asked", async () => {
  expect(await refusal(save, "-o", folder, "a")).toBe("failed to save image: cannot write to a directory");
  expect(await refusal(save, "-o", "/dev/null", "a")).toBe(
    "failed to save image: cannot write to a character device file",
  );
  expect(await refusal(save, "-o", `${folder}/no/x`, "a")).toBe(
    `failed to save image: invalid output path: stat ${folder}/no: no such file or directory`,
  );
  const terminal = await runCommand(save, ["a"], { answers: [], io: { columns: 80 } });
  expect(terminal.err).toBe("cowardly refusing to save to a terminal. Use the -o flag or redirect");
});

test("commit sends what it was told, and pauses unless told not to", async () => {
  const path = async (...argv: string[]) => {
    const { out, requests } = await runCommand(commit, argv, { answers: [{ json: { Id: id } }] });
    return [out, decodeURIComponent(requests[0]?.path ?? "")];
  };
  expect(await path("c")).toEqual([`${id}\n`, "/commit?author=&comment=&container=c&repo=&tag="]);
  expect(await path("-p=false", "-a", "me", "-m", "why", "-c", "USER x", "c", "r.x/a")).toEqual([
    `${id}\n`,
    "/commit?author=me&changes=USER+x&comment=why&container=c&pause=0&repo=r.x/a&tag=latest",
  ]);
  expect((await path("--no-pause", "c"))[1]).toBe("/commit?author=&comment=&container=c&pause=0&repo=&tag=");
  expect(await refusal(commit, "-p", "--no-pause", "c")).toBe(
    "conflicting options: --no-pause and --pause cannot be used together",
  );
  expect(await refusal(commit, "c", `x@${id}`)).toBe("refusing to create a tag with a digest reference");
});

test("image log tells what a name stood for, and rollback goes there", async () => {
  const entry = { N: 0, Id: id, Time: "2023-11-14T22:13:20Z", By: "pull", Available: true, Size: 0, Current: true };
  const former = { ...entry, N: 1, Id: `sha256:${"b".repeat(64)}`, By: "load", Size: 4_200_000, Current: undefined };
  const gone = { ...former, N: 2, Id: `sha256:${"c".repeat(64)}`, Available: false, Size: 0 };
  expect(await printed(log, ["a:1"], [entry, former, gone])).toBe(
    [
      "N         IMAGE ID       SINCE               BY        SIZE      STATUS\n",
      "0         aaaaaaaaaaaa   About an hour ago   pull      0B        current\n",
      "1         bbbbbbbbbbbb   About an hour ago   load      4.2MB     kept\n",
      "2         cccccccccccc   About an hour ago   load      0B        gone\n",
    ].join(""),
  );
  expect(await printed(log, ["-q", "a:1"], [former])).toBe("bbbbbbbbbbbb\n");
  const back = await runCommand(rollback, ["a:1@2"], { answers: [{ json: { Id: former.Id, Previous: id } }] });
  expect(back.out).toBe(`a:1: ${id} -> ${former.Id}\n`);
  expect(back.requests[0]).toMatchObject({ method: "POST", path: "/images/a:1/rollback?to=2" });
  const one = await runCommand(rollback, ["-q", "a"], { answers: [{ json: { Id: former.Id, Previous: id } }] });
  expect([one.out, one.requests[0]?.path]).toEqual([`${former.Id}\n`, "/images/a/rollback"]);
  expect(await refusal(rollback, "a@0")).toBe('invalid number of moves in "a@0": 0');
});

test("images is a table in a pipe and a tree on a terminal, and knows who left out a word", async () => {
  const image = { Id: id, RepoTags: ["a:1"], RepoDigests: [], Created: 1_700_000_000, Size: 1000, Containers: 1 };
  const nameless = { ...image, RepoTags: [], Id: `sha256:${"b".repeat(64)}` };
  const on = async (io: { columns?: number }, ...argv: string[]) =>
    await runCommand(images, argv, { answers: [{ json: [image, nameless] }], io: { now, ...io } });
  expect((await on({})).out).toStartWith("REPOSITORY");
  const tree = await on({ columns: 100 });
  expect(tree.out).toContain("DISK USAGE");
  expect(tree.out).not.toContain("<untagged>");
  expect(tree.requests[0]?.path).toBe("/images/json?manifests=1");
  expect((await on({ columns: 100 }, "-a")).out).toContain("<untagged>");
  expect((await on({ columns: 100 }, "--digests")).out).toStartWith("REPOSITORY");
  expect((await on({}, "--tree")).out).toStartWith("IMAGE ");
  expect(await refusal(images, "--tree", "-q")).toBe("--quiet is not yet supported with --tree");
  const word = await runCommand(images, ["ls"], { answers: [{ json: [] }] });
  expect(word.err).toBe('\nNo images found matching "ls": did you mean "docker image ls"?\n');
});
