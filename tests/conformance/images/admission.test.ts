import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { ImageTools } from "../../support/image-tools.ts";
import { smallImage } from "../../support/images.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

/** Docker has no such events: asked for by name they are none there. */
const engine = sharedEngine();

interface Admitted {
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

async function events(filters: object): Promise<Admitted[]> {
  const until = Math.floor(Date.now() / 1000) + 1;
  const query = encodeURIComponent(JSON.stringify(filters));
  const { body } = await (await engine()).request("GET", `/events?since=1&until=${until}&filters=${query}`);
  const lines = body
    .toString()
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Admitted);
}

test("every path by which an image enters, is used or leaves asks the one hook, which its event tells", async () => {
  const own = await engine();
  await using tools = new ImageTools(own.namespace);
  const docker = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await own.docker(args);
    if (code !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  const address = await tools.registry();
  const image = `${address}/admitted:1`;
  await own.load(smallImage("admitted:1"));
  await docker("tag", "admitted:1", image);
  await docker("push", "-q", image);
  await docker("rmi", image);
  await docker("pull", "-q", image);
  await docker("save", "-o", tools.path("saved.tar"), image);
  await docker("run", "--name", "ran", image);
  await docker("commit", "ran", "committed:1");
  await docker("export", "-o", tools.path("tree.tar"), "ran");
  await docker("import", tools.path("tree.tar"), "imported:1");
  mkdirSync(tools.path("context"));
  writeFileSync(tools.path("context/Dockerfile"), "FROM admitted:1\nLABEL built=yes\n");
  await docker("build", "-q", "-t", "built:1", tools.path("context"));
  await docker("rm", "ran");

  const admitted = (await events({ event: ["admit"] })).map(({ Actor }) => Actor.Attributes);
  expect(admitted.every(({ decision }) => decision === "allow")).toBe(own.kind === "gantry" || admitted.length === 0);
  const passages = new Set(admitted.map(({ by, name }) => `${by} ${name}`));
  const library = "docker.io/library";
  const expected = [
    ...[`load ${library}/admitted:1`, `push ${image}`, `pull ${image}`, `save ${image}`],
    ...[`commit ${library}/committed:1`, `import ${library}/imported:1`, `build ${library}/built:1`],
  ];
  expect(expected.filter((passage) => !passages.has(passage))).toEqual(own.kind === "gantry" ? [] : expected);
  // What a run or a FROM uses goes by all its names.
  const uses = (by: string) =>
    admitted.some((one) => one["by"] === by && one["name"]?.split(",").includes(`${library}/admitted:1`));
  expect([uses("run"), uses("build")]).toEqual([own.kind === "gantry", own.kind === "gantry"]);
  expect((await events({ type: ["image"] })).map(({ Action }) => Action)).not.toContain("admit");
}, 120_000);
