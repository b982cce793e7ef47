import { expect, test } from "bun:test";
import { busyboxArchive } from "../../../tools/docker-archive.ts";
import { listFiles, randomImage, smallImage } from "../../support/images.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine({ config: { features: { "containerd-snapshotter": true } } });

interface Image {
  readonly Id: string;
  readonly RepoTags: string[];
  readonly Architecture: string;
  readonly Config: { readonly Cmd: string[] };
  readonly RootFS: { readonly Layers: string[] };
}

async function image(name: string): Promise<Image> {
  return await (await engine()).json("GET", `/images/${name}/json`);
}

async function errorOf(method: string, path: string): Promise<[number, string]> {
  const { status, body } = await (await engine()).request(method, path);
  return [status, (JSON.parse(body.toString()) as { message: string }).message];
}

test("load says what it loaded", async () => {
  const { code, stdout } = await (await engine()).docker(["load"], { input: smallImage("loaded:1") });
  expect([code, stdout]).toEqual([0, "Loaded image: loaded:1\n"]);
  const { stdout: said } = await (await engine()).docker(["run", "--rm", "loaded:1"]);
  expect(said).toBe("loaded:1");
});

test("an image of many files is what was loaded", async () => {
  const { tag, archive, listing } = randomImage("many:1", 7);
  await (await engine()).load(archive);
  const { stdout } = await (await engine()).docker(["run", "--rm", "--network", "none", tag, ...listFiles]);
  expect(stdout.trim().split("\n").sort()).toEqual([...listing]);
});

test("inspect, by name, by id and by its beginning", async () => {
  const byName = await image("busybox");
  expect(byName).toMatchObject({ RepoTags: ["busybox:latest"], Config: { Cmd: ["sh"] }, Architecture: "amd64" });
  expect(byName.RootFS.Layers).toHaveLength(1);
  expect((await image(byName.Id)).Id).toBe(byName.Id);
  expect((await image(byName.Id.slice(7, 19))).Id).toBe(byName.Id);
});

test("a tag more, and the last one less", async () => {
  await (await engine()).load(smallImage("tagged:1"));
  expect((await (await engine()).request("POST", "/images/tagged:1/tag?repo=other/name&tag=2")).status).toBe(201);
  expect((await image("other/name:2")).Id).toBe((await image("tagged:1")).Id);
  const first = await (await engine()).json<object[]>("DELETE", "/images/tagged:1");
  expect(first).toEqual([{ Untagged: "tagged:1" }]);
  const last = await (await engine()).json<object[]>("DELETE", "/images/other/name:2");
  expect(last).toContainEqual({ Untagged: "other/name:2" });
  expect(last.length).toBeGreaterThan(1);
  expect((await errorOf("GET", "/images/tagged:1/json"))[0]).toBe(404);
});

test("what is not there", async () => {
  expect(await errorOf("GET", "/images/nothing/json")).toEqual([404, "No such image: nothing:latest"]);
  expect((await errorOf("DELETE", "/images/nothing"))[0]).toBe(404);
  expect((await errorOf("POST", "/images/nothing/tag?repo=x"))[0]).toBe(404);
});

test.each([
  ["GET", "/images/json"],
  ["POST", "/images/prune"],
])("`until` of %s %s: the earliest of several, and what is no time", async (method, path) => {
  const asked = (...times: string[]) =>
    `${path}?filters=${encodeURIComponent(JSON.stringify({ until: times, dangling: ["true"] }))}`;
  expect(await errorOf(method, asked("x"))).toEqual([500, 'failed to parse value as time or duration: "x"']);
  expect(await errorOf(method, asked("2024-13-01"))).toEqual([500, 'parsing time "2024-13-01": month out of range']);
  expect((await (await engine()).request(method, asked("1h", "2001-02-03"))).status).toBe(200);
});

test("an image in use is removed by force only", async () => {
  await (await engine()).load(smallImage("used:1"));
  await (await engine()).json("POST", "/containers/create?name=user", { Image: "used:1" });
  const [status, message] = await errorOf("DELETE", "/images/used:1");
  expect(status).toBe(409);
  expect(message).toContain("conflict: unable to");
  await (await engine()).json("DELETE", "/containers/user");
  expect((await (await engine()).request("DELETE", "/images/used:1")).status).toBe(200);
});

test("the table of `images`", async () => {
  const { stdout } = await (await engine()).docker([
    "images",
    "--format",
    "table {{.Repository}}\t{{.Tag}}",
    "busybox",
  ]);
  expect(stdout).toMatch(/^REPOSITORY +TAG\nbusybox +latest\n$/);
});

test("loading the same again changes nothing", async () => {
  const before = await image("busybox");
  await (await engine()).load(busyboxArchive());
  expect(await image("busybox")).toMatchObject({ Id: before.Id, RepoTags: before.RepoTags });
});

test("nonsense instead of an archive is refused", async () => {
  const { code, stderr } = await (await engine()).docker(["load"], { input: "this is no archive" });
  expect([code === 0, stderr === ""]).toEqual([false, false]);
});
