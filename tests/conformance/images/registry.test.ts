import { afterAll, expect, test } from "bun:test";
import { imageArchive, sha256, tarOf } from "../../../tools/docker-archive.ts";
import type { Engine } from "../../support/engine.ts";
import { EngineRegistry } from "../../support/engine-registry.ts";
import { smallImage } from "../../support/images.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
let opened: Promise<EngineRegistry> | undefined;
afterAll(async () => {
  await (await opened)?.[Symbol.asyncDispose]();
});

/** The engine, and the address of a registry in its namespace. */
async function both(): Promise<readonly [Engine, string]> {
  const started = await engine();
  opened ??= EngineRegistry.open(started.namespace);
  return [started, (await opened).address];
}

interface Line {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
  readonly aux?: object;
}

async function linesOf(path: string): Promise<{ readonly status: number; readonly lines: Line[] }> {
  const { status, body } = await (await engine()).request("POST", path, { timeoutMs: 30_000 });
  const lines = body.toString().split("\r\n").filter(Boolean);
  return { status, lines: lines.map((line) => JSON.parse(line) as Line) };
}

/** The steps of each layer in their order, one for each kind, and the lines of none. */
function stepsOf(lines: readonly Line[], id: string): string[] {
  return [...new Set(lines.filter((line) => line.id === id).map(({ status }) => status ?? ""))];
}

/** A layer of its own, so that nobody else has it. */
function oneLayer(tag: string, text: string): { readonly archive: Buffer; readonly diffId: string } {
  const layer = tarOf({ text: { file: text } });
  return { archive: imageArchive({ tags: [tag], layers: [layer], config: { Cmd: ["x"] } }), diffId: sha256(layer) };
}

test("a push and a pull, line by line", async () => {
  const [started, address] = await both();
  const { archive, diffId } = oneLayer(`${address}/team/lines:1`, "pushed and pulled");
  const id = diffId.slice(0, 12);
  await started.load(archive);
  const pushed = await linesOf(`/images/${address}/team/lines/push?tag=1`);
  expect(pushed.lines[0]).toEqual({ status: `The push refers to repository [${address}/team/lines]` });
  const pushSteps = stepsOf(pushed.lines, id);
  expect([pushSteps[0], pushSteps.at(-1)]).toEqual(["Preparing", "Pushed"]);
  const { aux } = pushed.lines.at(-1) as { aux: { Tag: string; Digest: string; Size: number } };
  expect(pushed.lines.at(-2)).toEqual({ status: `1: digest: ${aux.Digest} size: ${aux.Size}` });
  expect(stepsOf((await linesOf(`/images/${address}/team/lines/push?tag=1`)).lines, id)).toEqual([
    "Preparing",
    "Layer already exists",
  ]);
  await started.json("POST", `/images/${address}/team/lines:1/tag?repo=${address}/other&tag=1`);
  const mounted = stepsOf((await linesOf(`/images/${address}/other/push?tag=1`)).lines, id);
  expect(mounted).toEqual(["Preparing", "Mounted from team/lines"]);

  for (const name of ["team/lines", "other"]) await started.json("DELETE", `/images/${address}/${name}:1?force=1`);
  const path = `/images/create?fromImage=${address}/team/lines&tag=1`;
  const pulled = await linesOf(path);
  expect(pulled.lines[0]).toEqual({ status: "Pulling from team/lines", id: "1" });
  const [layer = ""] = pulled.lines.flatMap((line) => (line.status === "Pulling fs layer" ? [line.id ?? ""] : []));
  const steps = stepsOf(pulled.lines, layer).filter((step) => !["Downloading", "Verifying Checksum"].includes(step));
  expect(steps).toEqual(["Pulling fs layer", "Download complete", "Extracting", "Pull complete"]);
  expect(pulled.lines.slice(-2)).toEqual([
    { status: `Digest: ${aux.Digest}` },
    { status: `Status: Downloaded newer image for ${address}/team/lines:1` },
  ]);
  expect((await linesOf(path)).lines).toEqual([
    { status: "Pulling from team/lines", id: "1" },
    { status: `Digest: ${aux.Digest}` },
    { status: `Status: Image is up to date for ${address}/team/lines:1` },
  ]);
  await started.json("DELETE", `/images/${address}/team/lines:1`);
});

test("all tags, and one by its digest", async () => {
  const [started, address] = await both();
  const repository = `${address}/many`;
  for (const tag of ["a", "b"]) await started.load(smallImage(`${repository}:${tag}`));
  const pushed = await started.docker(["push", "-a", repository]);
  const digest = /^a: digest: (\S+) size: \d+$/m.exec(pushed.stdout)?.[1] ?? "";
  expect(pushed.stdout).toMatch(/^b: digest: \S+ size: \d+$/m);
  for (const tag of ["a", "b"]) await started.json("DELETE", `/images/${repository}:${tag}`);
  const pulled = await started.docker(["pull", "-a", repository]);
  const said = pulled.stdout.trim().split("\n");
  expect(said.at(0)).toBe("a: Pulling from many");
  expect(said.slice(-2)).toEqual([`Status: Downloaded newer image for ${repository}`, repository]);
  for (const tag of ["a", "b"]) {
    const { stdout } = await started.docker(["run", "--rm", "--network", "none", `${repository}:${tag}`]);
    expect(stdout).toBe(`${repository}:${tag}`);
    await started.json("DELETE", `/images/${repository}:${tag}?force=1`);
  }
  const byDigest = `${repository}@${digest}`;
  const one = await started.docker(["pull", byDigest]);
  expect(one.stdout).toContain(`Digest: ${digest}\nStatus: Downloaded newer image for ${byDigest}\n${byDigest}\n`);
  const seen = await started.json<{ RepoTags: string[]; RepoDigests: string[] }>("GET", `/images/${byDigest}/json`);
  expect([seen.RepoTags, seen.RepoDigests]).toEqual([[], [byDigest]]);
  expect(await started.json<object[]>("DELETE", `/images/${byDigest}`)).toContainEqual({ Untagged: byDigest });
});

test("a tag that goes to another image leaves the old one without it", async () => {
  const [started, address] = await both();
  const name = `${address}/moving:1`;
  const ids: string[] = [];
  for (const text of ["old", "new"]) {
    await started.load(oneLayer(name, text).archive);
    await started.docker(["push", "-q", name]);
    await started.json("DELETE", `/images/${name}`);
  }
  for (const text of ["old", "new"]) {
    await started.load(oneLayer(name, text).archive);
    await started.docker(["push", "-q", name]);
    await started.docker(["pull", "-q", name]);
    ids.push((await started.json<{ Id: string }>("GET", `/images/${name}/json`)).Id);
  }
  expect(ids[0]).not.toBe(ids[1]);
  const old = await started.json<{ RepoTags: string[] }>("GET", `/images/${ids[0]}/json`);
  expect(old.RepoTags).toEqual([]);
  for (const id of ids) await started.request("DELETE", `/images/${id}?force=1`);
});

test("what cannot be pulled or pushed", async () => {
  const [started, address] = await both();
  await started.load(smallImage(`${address}/there:1`));
  await started.docker(["push", "-q", `${address}/there:1`]);
  const answers: Array<[string, number, string]> = [
    [
      `/images/create?fromImage=${address}/there&tag=9`,
      404,
      `manifest for ${address}/there:9 not found: manifest unknown`,
    ],
    ["/images/create?fromImage=scratch", 403, "'scratch' is a reserved name"],
    ["/images/create?fromImage=Bad/Name&tag=1", 400, "repository name (Name) must be lowercase"],
    ["/images/create?fromImage=x&tag=bad!tag", 400, "invalid tag format"],
    ["/images/create?fromImage=x&tag=1&platform=a/b/c/d", 400, '"a/b/c/d": cannot parse platform specifier'],
    ["/images/create?fromImage=127.0.0.1:9/x&tag=1", 500, 'Get "http://127.0.0.1:9/v2/": dial tcp 127.0.0.1:9'],
    [`/images/${address}/there/push?tag=bad!`, 400, "invalid tag format"],
    [`/images/${address}/there/push?tag=1&platform=x`, 400, "failed to parse platform: invalid character 'x'"],
    [
      `/images/${address}/there/push?tag=1&platform=${encodeURIComponent('{"os":"linux","architecture":"arm64"}')}`,
      404,
      "was found but its platform (linux/amd64) does not match the specified platform (linux/arm64)",
    ],
  ];
  for (const [path, status, text] of answers) {
    const answer = await started.request("POST", path, { timeoutMs: 30_000 });
    expect([path, answer.status]).toEqual([path, status]);
    expect((JSON.parse(answer.body.toString()) as { message: string }).message).toContain(text);
  }
  const refusals: Array<[string, string]> = [
    ["nothere/push?tag=1", "An image does not exist locally with the tag: nothere"],
    [`${address}/there/push?tag=9`, `tag does not exist: ${address}/there:9`],
    [`${address}/there@sha256:${"0".repeat(64)}/push`, "cannot push a digest reference"],
  ];
  for (const [path, text] of refusals) {
    const { status, lines } = await linesOf(`/images/${path}`);
    expect([status, lines.length, lines[1]?.error]).toEqual([200, 2, text]);
  }
  await started.json("DELETE", `/images/${address}/there:1`);
});

test("events of a push and a pull carry the name and the image's labels", async () => {
  const [started, address] = await both();
  const name = `${address}/told:1`;
  const layers = [tarOf({ text: { file: "told" } })];
  await started.load(imageArchive({ tags: [name], layers, config: { Cmd: ["x"], Labels: { k: "v" } } }));
  const since = Math.floor(Date.now() / 1000);
  await started.docker(["push", "-q", name]);
  await started.json("DELETE", `/images/${name}`);
  await started.docker(["pull", "-q", name]);
  const until = Math.floor(Date.now() / 1000) + 1;
  const path = `/events?since=${since}&until=${until}&filters=${encodeURIComponent('{"type":["image"]}')}`;
  const { body } = await started.request("GET", path);
  type Event = { Action: string; Actor: { ID: string; Attributes: Record<string, string> } };
  const events = body
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);
  const moves = events.filter(({ Action, Actor }) => ["push", "pull"].includes(Action) && Actor.ID === name);
  expect(moves.map(({ Action, Actor }) => [Action, Actor.Attributes])).toEqual([
    ["push", { k: "v", name: `${address}/told` }],
    ["pull", { k: "v", name: `${address}/told` }],
  ]);
  await started.json("DELETE", `/images/${name}`);
});
