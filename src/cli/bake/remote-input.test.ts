import { expect, test } from "bun:test";
import { definitionPlaces, filesOfEnvironment } from "./file-names.ts";
import { inRepository, ofRepository } from "./remote-input.ts";

const url = "https://x.y/r.git";
const here = { pathKind: (path: string) => (path === "here/Dockerfile" ? ("file" as const) : undefined) };

test("a target of a repository's definitions reads from there, unless it says that it does not", () => {
  const of = (context: string | undefined, more: object = {}) =>
    ofRepository({ name: "t", ...(context === undefined ? {} : { context }), ...more }, url, here).context;
  expect([of(undefined), of("."), of("sub/"), of("./a/b")]).toEqual([url, url, `${url}#:sub`, `${url}#:a/b`]);
  expect([of("cwd://there"), of("https://z.z/o.git"), of("docker-image://b")]).toEqual([
    "cwd://there",
    "https://z.z/o.git",
    "docker-image://b",
  ]);
  expect(inRepository(`${url}#main:in`, "sub")).toBe(`${url}#main:in/sub`);
  const { contexts } = ofRepository({ name: "t", contexts: new Map([["n", "lib"]]) }, `${url}#v1`, here);
  expect([...(contexts ?? [])]).toEqual([["n", `${url}#v1:lib`]]);
  expect(() => of("cwd://here")).toThrow(
    "reading a dockerfile for a remote build invocation is currently not supported",
  );
  expect(of("cwd://here", { dockerfile: "cwd://here/Dockerfile" })).toBe("cwd://here");
});

test("where definitions are, by the command line", () => {
  expect(definitionPlaces(["a"], [])).toMatchObject({ url: undefined, local: undefined, targets: ["a"] });
  expect(definitionPlaces([], ["cwd://x.hcl", "-"])).toMatchObject({ local: ["x.hcl", "-"], remote: [] });
  expect(definitionPlaces([url, "a"], ["r.hcl", "cwd://l.hcl"])).toEqual({
    ...{ url, commandContext: "cwd://", targets: ["a"] },
    ...{ remote: ["r.hcl"], local: ["l.hcl"] },
  });
  expect(definitionPlaces([url, "https://z.z/c.git", "a"], [])).toMatchObject({
    commandContext: "https://z.z/c.git",
    targets: ["a"],
  });
});

test("and by the environment", () => {
  const isThere = (path: string): boolean => path !== "gone";
  expect(filesOfEnvironment({}, isThere)).toEqual([]);
  expect(filesOfEnvironment({ BUILDX_BAKE_FILE: "a: b :" }, isThere)).toEqual(["a", "b"]);
  const env = { BUILDX_BAKE_FILE: "cwd://a:x,-", BUILDX_BAKE_PATH_SEPARATOR: "," };
  expect(filesOfEnvironment(env, isThere)).toEqual(["cwd://a:x", "-"]);
  expect(() => filesOfEnvironment({ BUILDX_BAKE_FILE: "gone" }, isThere)).toThrow(
    "stat gone: no such file or directory",
  );
});
