import { expect, test } from "bun:test";
import { create } from "@bufbuild/protobuf";
import { DefinitionSchema } from "../gen/ops.gen.ts";
import { definedTree } from "./defined-tree.ts";
import { copyOf, definitionOf, sourceOf } from "./definition.fake.ts";
import { resultDefinition } from "./result-definition.ts";

test("a result is known again, and so is the empty tree", () => {
  expect(definedTree(resultDefinition("one"))).toMatchObject({ operation: { kind: "result", id: "one" } });
  expect(definedTree(resultDefinition(undefined))).toBe("scratch");
  expect(definedTree(create(DefinitionSchema))).toBe("scratch");
  expect(resultDefinition(undefined).def.length).toBe(2);
});

test("a folder of a repository, as bake makes a context of it", () => {
  const attributes = {
    "git.fullurl": "http://server/r.git",
    "git.authtokensecret": "GIT_AUTH_TOKEN",
    "git.authheadersecret": "GIT_AUTH_HEADER",
    "git.keepgitdir": "true",
  };
  const repository = { op: sourceOf("git://server/r.git#main:sub", attributes), name: "load" };
  const tree = definedTree(
    definitionOf(repository, { op: copyOf({ src: "app", dest: "/" }), reads: [0], name: "set" }),
  );
  expect(tree).toMatchObject({
    operation: {
      kind: "file",
      root: "scratch",
      actions: [
        {
          ...{ source: "app", destination: "/", contentsOnly: true },
          from: {
            operation: {
              ...{ kind: "git", remote: "http://server/r.git", ref: "main", subdir: "sub", keepGitDir: true },
              ...{ submodules: true, authTokenSecret: "GIT_AUTH_TOKEN", authHeaderSecret: "GIT_AUTH_HEADER" },
            },
            meta: { name: "load" },
          },
        },
      ],
    },
    meta: { name: "set" },
  });
});

test("a file of a server, and files of the client", () => {
  const file = sourceOf("https://server/f", { "http.filename": "context", "http.perm": "0640", "http.uid": "5" });
  expect(definedTree(definitionOf({ op: file }))).toMatchObject({
    operation: { kind: "http", url: "https://server/f", fileName: "context", mode: 0o640, owner: { uid: 5, gid: 0 } },
    meta: { name: "https://server/f" },
  });
  const local = sourceOf("local://dockerfile", { "local.followpaths": '["a","b"]', "local.unique": "x" });
  expect(definedTree(definitionOf({ op: local }))).toMatchObject({
    operation: { kind: "local", name: "dockerfile", selection: { includePatterns: [], followPaths: ["a", "b"] } },
  });
});

test.each([
  ["source docker-image://busybox", definitionOf({ op: sourceOf("docker-image://busybox") })],
  ["operation exec", definitionOf({ op: { case: "exec", value: {} } })],
  [
    "the mode of a copy",
    definitionOf({ op: sourceOf("local://c") }, { op: copyOf({ src: "a", dest: "b", mode: 0 }), reads: [0] }),
  ],
  [
    "attribute local.session of source local://c",
    definitionOf({ op: sourceOf("local://c", { "local.session": "s" }) }),
  ],
])("refused: %s", (what, definition) => {
  expect(() => definedTree(definition)).toThrow(`not supported: LLB definitions of clients (${what})`);
});

test("a graph that is not whole is an error", () => {
  const { def } = definitionOf({ op: sourceOf("local://c") }, { op: copyOf({ src: "a", dest: "b" }), reads: [0] });
  expect(() => definedTree(create(DefinitionSchema, { def: def.slice(1) }))).toThrow(
    "invalid missing input digest sha256:",
  );
  const lists = sourceOf("local://c", { "local.followpaths": "[1]" });
  expect(() => definedTree(definitionOf({ op: lists }))).toThrow("invalid local.followpaths of source local://c");
});
