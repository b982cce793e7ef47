import { expect, test } from "bun:test";
import type { WatchTrigger } from "../shape/develop.ts";
import { batchActions } from "./batch.ts";
import { PathPatterns } from "./path-patterns.ts";
import { type RuleGround, watchedPaths } from "./rules.ts";

const warnings: string[] = [];
const ground: RuleGround = {
  ignoredByBuild: (build) => (build === undefined ? undefined : new PathPatterns("/p", ["built", "*.log"])),
  warn: (text) => void warnings.push(text),
};

const projectOf = (service: object) =>
  ({ services: new Map([["web", service]]) }) as unknown as Parameters<typeof watchedPaths>[0];

const triggers = (...watch: readonly WatchTrigger[]) => ({ image: "x", build: { context: "/p" }, develop: { watch } });

test("a path is mapped below the target of its rule", () => {
  const { rules } = watchedPaths(projectOf(triggers({ path: "/p/src", action: "sync", target: "/app" })), ground);
  const to = (path: string) => rules[0]!.matches(path)?.containerPath;
  expect(to("/p/src/a/b")).toBe("/app/a/b");
  expect(to("/p/src")).toBe("/app");
  expect(to("/p/source")).toBeUndefined();
});

test("what is ignored by the rule, the build, or always, does not count", () => {
  const trigger = { path: "/p", action: "sync", target: "/app", ignore: ["skip/"], include: [] };
  const { rules } = watchedPaths(projectOf(triggers(trigger)), ground);
  const counts = (path: string): boolean => rules[0]!.matches(path) !== undefined;
  expect(
    ["/p/skip/x", "/p/skip", "/p/built/x", "/p/x.log", "/p/.idea/x", "/p/a/.b.swp", "/p/c~"].filter(counts),
  ).toEqual([]);
  expect(["/p/skipped", "/p/a/skip", "/p/a/x.log"].filter(counts).length).toBe(3);
});

test("only what is included counts, where anything is", () => {
  const trigger = { path: "/p", action: "sync", target: "/app", include: ["*.ts", "kept/"] };
  const { rules } = watchedPaths(projectOf(triggers(trigger)), ground);
  expect(["/p/a.ts", "/p/kept/x", "/p/a.js"].filter((path) => rules[0]!.matches(path) !== undefined)).toEqual([
    "/p/a.ts",
    "/p/kept/x",
  ]);
});

test("a path that is mounted is not watched for copies", () => {
  const service = {
    ...triggers({ path: "/p/src", action: "sync", target: "/app" }, { path: "/p/src", action: "rebuild" }),
    volumes: [{ type: "bind", source: "/p", target: "/x", bind: {} }],
  };
  expect(watchedPaths(projectOf(service), ground).paths).toEqual(["/p/src"]);
  expect(warnings).toEqual(["path '/p/src' also declared by a bind mount volume, this path won't be monitored!\n"]);
});

test("what cannot be followed", () => {
  expect(() => watchedPaths(projectOf({ image: "x" }), ground)).toThrow("none of the selected services is configured");
  const { build: _build, ...unbuilt } = triggers({ path: "/p", action: "rebuild" });
  expect(() => watchedPaths(projectOf(unbuilt), ground)).toThrow(
    `can't watch service "web" with action rebuild without a build context`,
  );
});

test("changes of a batch by what they lead to", () => {
  const { rules } = watchedPaths(
    projectOf(
      triggers(
        { path: "/p/a", action: "sync", target: "/a" },
        { path: "/p/b", action: "sync+restart", target: "/b" },
        { path: "/p/c", action: "sync+exec", target: "/c", exec: { command: ["x"] } },
        { path: "/p/d", action: "rebuild" },
        { path: "/p/e", action: "restart" },
      ),
    ),
    ground,
  );
  const of = (...paths: readonly string[]) => {
    const { rebuild, sync, restart, exec } = batchActions(rules, paths);
    const synced = [...sync].map(([service, mappings]) => [
      service,
      mappings.map(({ containerPath }) => containerPath),
    ]);
    return { rebuild, synced, restart, exec: exec.map(({ trigger }) => trigger.path) };
  };
  const nothing = { rebuild: [], synced: [], restart: [], exec: [] };
  expect(of("/p/a/1", "/p/a/2")).toEqual({ ...nothing, synced: [["web", ["/a/1", "/a/2"]]] });
  expect(of("/p/b/1")).toEqual({ ...nothing, synced: [["web", ["/b/1"]]], restart: ["web"] });
  expect(of("/p/c/1", "/p/c/2")).toEqual({ ...nothing, synced: [["web", ["/c/1", "/c/2"]]], exec: ["/p/c"] });
  expect(of("/p/d/1", "/p/e/1")).toEqual({ ...nothing, rebuild: ["web"], restart: ["web"] });
  expect(of("/elsewhere")).toEqual(nothing);
});
