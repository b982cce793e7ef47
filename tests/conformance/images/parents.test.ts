import { expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";

/** Against Docker's default store: its image store takes a parent away although it is needed. */
const engine = sharedEngine();

interface Item {
  readonly Untagged?: string;
  readonly Deleted?: string;
}

/** Makes an image of a container of `base` with one file more. @returns its id */
async function child(base: string, name: string): Promise<string> {
  const container = name.replace(":", "-");
  await (await engine()).docker(["run", "--name", container, "--network", "none", base, "touch", `/${container}`]);
  const [repo, tag] = name.split(":");
  const path = `/commit?container=${container}&repo=${repo}&tag=${tag}`;
  const { Id } = await (await engine()).json<{ Id: string }>("POST", path);
  await (await engine()).json("DELETE", `/containers/${container}`);
  return Id;
}

async function idsOf(...options: string[]): Promise<string[]> {
  return (await (await engine()).docker(["images", "-q", "--no-trunc", ...options])).stdout.split("\n").filter(Boolean);
}

test("a parent without a name stays for its children, out of sight, and goes with the last", async () => {
  const first = await child("busybox", "line:1");
  const second = await child("line:1", "line:2");
  expect(await (await engine()).json<Item[]>("DELETE", "/images/line:1")).toEqual([{ Untagged: "line:1" }]);
  expect(await idsOf()).not.toContain(first);
  expect(await idsOf("--filter", "dangling=true")).toEqual([]);
  expect(await idsOf("-a")).toContain(first);
  const { status, body } = await (await engine()).request("DELETE", `/images/${first}?force=1`);
  const reason = "(cannot be forced) - image has dependent child images";
  expect([status, body.toString()]).toEqual([409, expect.stringContaining(reason)]);
  await (await engine()).docker(["image", "prune", "-f"]);
  expect(await idsOf("-a")).toContain(first);
  const items = await (await engine()).json<Item[]>("DELETE", "/images/line:2");
  const deleted = items.flatMap(({ Deleted }) => Deleted ?? []);
  expect(deleted).toEqual(expect.arrayContaining([second, first]));
  expect(await idsOf("-a", "busybox")).toHaveLength(1);
});

test("noprune leaves the parents", async () => {
  const first = await child("busybox", "kept:1");
  await child("kept:1", "kept:2");
  await (await engine()).json("DELETE", "/images/kept:1");
  await (await engine()).json("DELETE", "/images/kept:2?noprune=1");
  expect(await idsOf("--filter", "dangling=true")).toEqual([first]);
  expect((await (await engine()).docker(["image", "prune", "-f"])).stdout).toContain(`deleted: ${first}`);
});

test("two children of one parent", async () => {
  const first = await child("busybox", "two:1");
  await child("two:1", "two:2");
  await child("two:1", "two:3");
  await (await engine()).json("DELETE", "/images/two:1");
  await (await engine()).json("DELETE", "/images/two:2");
  expect(await idsOf("-a")).toContain(first);
  await (await engine()).json("DELETE", "/images/two:3");
  expect(await idsOf("-a")).not.toContain(first);
});
