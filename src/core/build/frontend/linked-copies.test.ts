import { expect, test } from "bun:test";
import type { Vertex } from "../graph.ts";
import { vertexDigest } from "../keys.ts";
import { image, steps } from "./dockerfile-frontend.test-support.ts";

test("a linked copy is made on nothing, whatever the stage is, and laid over it", async () => {
  const linked = async (below: string): Promise<Vertex> => {
    const { tree } = await image(`FROM busybox\n${below}COPY --link --chown=5 a /x/\n`);
    if (tree === "scratch" || tree.operation.kind !== "merge") throw new Error("not a merge");
    const [stage, copy] = tree.operation.inputs;
    expect(steps(stage ?? "scratch")[0]).toContain("FROM docker.io/library/busybox");
    if (copy === undefined || copy === "scratch") throw new Error("no copy");
    return copy;
  };
  const [one, other] = [await linked(""), await linked("RUN true\n")];
  expect([one.meta.name, other.meta.name]).toEqual([
    "[2/2] COPY --link --chown=5 a /x/",
    "[3/3] COPY --link --chown=5 a /x/",
  ]);
  expect(one.operation).toMatchObject({ kind: "file", root: "scratch", actions: [{ owner: { user: "5" } }] });
  expect(vertexDigest(one, "")).toBe(vertexDigest(other, ""));
});

test("a linked copy with a mode is a copy into the stage", async () => {
  const { tree } = await image("FROM busybox\nCOPY --link --chmod=600 --chown=www a /x/\n");
  expect(tree === "scratch" ? undefined : tree.operation).toMatchObject({
    kind: "file",
    root: { operation: { kind: "image" } },
    actions: [{ owner: { user: "www" }, alwaysReplace: false }],
  });
});

test("a linked copy of a named owner is a copy into the stage, whose names they are", async () => {
  for (const [owner, kind] of [
    ["www", "file"],
    ["5:www", "file"],
    ["root:7", "merge"],
    ["5", "merge"],
  ] as const) {
    const { tree } = await image(`FROM busybox\nCOPY --link --chown=${owner} a /x/\n`);
    expect(tree === "scratch" ? undefined : tree.operation.kind).toBe(kind);
  }
});

test("what a linked copy is otherwise reads the same stage and the same context, and is told with it", async () => {
  const { tree } = await image("FROM busybox\nCOPY --link a /x/\n");
  if (tree === "scratch" || tree.operation.kind !== "merge") throw new Error("not a merge");
  const { inputs, otherwise } = tree.operation;
  const [stage, copy] = inputs;
  if (copy === undefined || copy === "scratch" || copy.operation.kind !== "file") throw new Error("no copy");
  if (otherwise?.operation.kind !== "file") throw new Error("no other copy");
  expect(otherwise.operation.root).toBe(stage ?? "scratch");
  expect(otherwise.operation.actions).toEqual(copy.operation.actions);
  expect(otherwise.meta).toMatchObject({ name: copy.meta.name, isUntold: true });
  const onNothing = (await image("FROM scratch\nCOPY --link a /x/\n")).tree;
  expect(onNothing === "scratch" ? undefined : onNothing.operation).not.toHaveProperty("otherwise");
});
