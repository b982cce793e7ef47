import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { imageArchive, tarOf } from "../../../tools/docker-archive.ts";
import { filesOfArchive } from "../../support/archive.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine({ config: { features: { "containerd-snapshotter": true } } });

async function loaded(archive: Uint8Array): Promise<string[]> {
  const { body } = await (await engine()).request("POST", "/images/load?quiet=1", { body: archive });
  return body
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { stream?: string; error?: string })
    .map(({ stream, error }) => (stream ?? error ?? "").trim());
}

/** The files of a container of the image. */
async function filesOf(image: string): Promise<Map<string, Buffer>> {
  const body = { Image: image, Cmd: ["x"] };
  const { Id } = await (await engine()).json<{ Id: string }>("POST", "/containers/create", { ...body });
  const exported = await (await engine()).request("GET", `/containers/${Id}/export`);
  return filesOfArchive(exported.body);
}

/** Made by docker 20.10.24: `import` of three files, a build of two COPYs on top, `save` of both with three names. */
const ofDocker20 = readFileSync(new URL("./archives/docker-20.10.tar.gz", import.meta.url));

test("an archive of docker 20.10: folders of layers, and links between those that are the same", async () => {
  const names = ["old:base", "old:built", "old:too"].map((name) => `Loaded image: ${name}`);
  expect(await loaded(ofDocker20)).toEqual(names);
  const built = await (await engine()).json<object>("GET", "/images/old:built/json");
  expect(built).toMatchObject({
    Id: "sha256:e061c7de8b9479bbadeb316e0584cd2ff2850db47467e023bded5c98f7d863fe",
    RepoTags: ["old:built", "old:too"],
    Config: { Cmd: ["/made"], Labels: { of: "it" }, Volumes: { "/v": {} } },
  });
  const files = await filesOf("old:built");
  const [madeBy, one, two] = ["etc/made-by", "one", "etc/ö-two"].map((name) => files.get(name)?.toString());
  expect([madeBy, one, two]).toEqual(["docker 20.10\n", "one\n", "one\n"]);
});

test("an archive of docker's first years, without a manifest, is not known any more", async () => {
  const id = "a".repeat(64);
  const json = JSON.stringify({ id, created: "2014-01-01T00:00:00Z", architecture: "amd64", os: "linux" });
  const archive = tarOf({
    [`${id}/VERSION`]: { file: "1.0" },
    [`${id}/json`]: { file: json },
    [`${id}/layer.tar`]: { file: tarOf({ hello: { file: "hi\n" } }) },
    repositories: { file: JSON.stringify({ first: { years: id } }) },
  });
  expect(await loaded(archive)).toEqual(["unrecognized image format"]);
});

test.each(["gzip", "bzip2", "xz"])("archives and their layers may be packed by %s", async (program) => {
  const packed = (bytes: Uint8Array) => execFileSync(program, ["-c"], { input: bytes });
  const layer = tarOf({ hello: { file: `by ${program}\n` } });
  const whole = imageArchive({ tags: [`packed:${program}`], layers: [layer] });
  expect(await loaded(packed(whole))).toEqual([`Loaded image: packed:${program}`]);
  const inside = imageArchive({ tags: [`inside:${program}`], layers: [layer] });
  const entries = [...filesOfArchive(inside)].map(
    ([name, file]) => [name, { file: file.equals(layer) ? packed(file) : file }] as const,
  );
  expect(await loaded(tarOf(new Map(entries)))).toEqual([`Loaded image: inside:${program}`]);
  for (const name of ["packed", "inside"])
    expect((await filesOf(`${name}:${program}`)).get("hello")?.toString()).toBe(`by ${program}\n`);
});
