import { expect, test } from "bun:test";
import { digestOf } from "#base/digest-of.ts";
import { EngineError } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import type { CacheSources } from "#core/build/cache/imports.ts";
import type { BuildProgress, VertexState } from "#core/build/progress.ts";
import type { BuildSession } from "#core/build/session.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import { BuildImports } from "./imported-caches.ts";
import { noMounts } from "./no-mounts.ts";

const op = backgroundOp();
const key = digestOf("key");
const layer = (name: string): TreeLayer => ({
  of: "image",
  ...{ chainId: digestOf(name), diffId: digestOf(name), blob: digestOf(name) },
});

function fixture(sources: CacheSources, refs: readonly string[]) {
  const states = new Map<string, VertexState>();
  const progress = { vertex: (state: VertexState) => void states.set(state.name, state) } as unknown as BuildProgress;
  const imports = new BuildImports(sources, {
    ...{ op, progress, session: {} as BuildSession, now: () => 1 },
    hostPlatform: { os: "linux", architecture: "amd64" },
    locations: refs.map((ref) => ({ type: "registry", attributes: { ref } })),
  });
  return { states, imports, find: (wanted = key) => imports.find(op, wanted, { platform: undefined, task: () => {} }) };
}

test("a cache is read once, and its layers come once, when a step is wanted", async () => {
  const calls: string[] = [];
  const step = { keys: [key], identity: key, createdAt: 3, layers: [layer("a")] };
  const { find } = fixture(
    {
      async open() {
        calls.push("open");
        const bring = async (): Promise<void> => void calls.push("bring");
        return { digest: digestOf("cache"), steps: [step], bring, ...noMounts };
      },
    },
    ["r"],
  );
  expect(await find(digestOf("another"))).toBeUndefined();
  const found = await find();
  expect(found).toMatchObject({ source: digestOf("cache"), step });
  expect(calls).toEqual(["open"]);
  expect(await Promise.all([found?.bring(op), (await find())?.bring(op)])).toEqual([true, true]);
  expect(calls).toEqual(["open", "bring"]);
});

test("what cannot be read is told and found nowhere; the next cache is asked", async () => {
  const step = { keys: [key], identity: key, createdAt: 3, layers: [layer("good")] };
  const { find, states } = fixture(
    {
      async open(_op, { location }) {
        const { ref } = location.attributes;
        if (ref === "absent") throw new EngineError("not-found", "absent: not found");
        const bring = async (): Promise<void> => {
          if (ref === "broken") throw new EngineError("unavailable", "gone");
        };
        return { digest: digestOf(ref ?? ""), steps: [step], bring, ...noMounts };
      },
    },
    ["absent", "broken", "good"],
  );
  expect(await (await find())?.bring(op)).toBe(false);
  expect(states.get("importing layers of cached steps")?.error).toContain("gone");
  const next = await find();
  expect(next?.source).toBe(digestOf("good"));
  expect(await next?.bring(op)).toBe(true);
  expect(states.get("importing cache manifest from absent")?.error).toContain("absent: not found");
});

test("what a cache mount held is that of the first cache from which it comes and that can be used", async () => {
  const folder = { mode: 0o755, uid: 0, gid: 0 };
  const descriptor = { mediaType: "", digest: digestOf("packed"), size: 1 };
  const content = { key: "/apt", diffId: digestOf("plain"), descriptor, folder };
  const { imports, states } = fixture(
    {
      async open(_op, { location: { attributes } }) {
        const { ref = "" } = attributes;
        const mounts = ref === "none" ? [] : [content];
        const bring = async (): Promise<void> => {};
        return {
          ...{ digest: digestOf(ref), steps: [], bring, mounts },
          async withMount(asking, mount, use) {
            if (ref === "absent") throw new EngineError("not-found", "no such blob");
            await use(asking, { ...mount, blobPath: ref });
          },
        };
      },
    },
    ["none", "absent", "hostile", "good", "never"],
  );
  const asked: string[] = [];
  const ask = (key: string) =>
    imports.withMount(op, key, { platform: undefined }, async (_op, { blobPath }) => {
      asked.push(blobPath);
      if (blobPath === "hostile") throw new EngineError("invalid-argument", "bad archive");
    });
  expect([await ask("/other"), asked]).toEqual([false, []]);
  expect([await ask("/apt"), asked]).toEqual([true, ["hostile", "good"]]);
  expect(states.get("importing content of cache mount /apt")).toMatchObject({ name: expect.any(String) });
});
