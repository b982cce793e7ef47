import { expect, test } from "bun:test";
import { digestOf } from "#base/digest-of.ts";
import { chainIds } from "#formats/oci/chain-id.ts";
import { annotatedConfig, annotatedLayers, annotatedMounts, cacheConfig, importableSteps } from "./cache-config.ts";

const [a, b, c] = [digestOf("a"), digestOf("b"), digestOf("c")];
const [one, two, three] = [digestOf("one"), digestOf("two"), digestOf("three")];
const diffIdOf = (blob: string) => digestOf(`diff of ${blob}`);
const encoded = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const at = "2024-01-02T03:04:05.006Z";
const createdAt = Date.parse(at);

const steps = [
  { keys: [one, two], identity: one, createdAt, layers: [a, b] },
  { keys: [three], identity: two, createdAt, layers: [a, c] },
  { keys: [digestOf("empty")], identity: one, createdAt, layers: [] },
];

test("layers are said once each, by what they lie on", () => {
  expect(cacheConfig(steps)).toEqual({
    layers: [
      { blob: a, parent: -1 },
      { blob: b, parent: 0 },
      { blob: c, parent: 0 },
    ],
    records: [
      { digest: one, layers: [{ layer: 1, createdAt: at }] },
      { digest: two, layers: [{ layer: 1, createdAt: at }], identity: one },
      { digest: three, layers: [{ layer: 2, createdAt: at }], identity: two },
    ],
  });
});

test("steps come back with all their keys and their layers", () => {
  const [first, second, ...rest] = importableSteps(encoded(cacheConfig(steps)), diffIdOf);
  const diffs = [diffIdOf(a), diffIdOf(b)];
  const chain = chainIds(diffs);
  expect(first).toEqual({
    ...{ keys: [one, two], identity: one, createdAt },
    layers: [
      { of: "image", blob: a, diffId: diffIdOf(a), chainId: chain[0] as typeof a },
      { of: "image", blob: b, diffId: diffIdOf(b), chainId: chain[1] as typeof a },
    ],
  });
  expect(second).toMatchObject({ keys: [three], identity: two });
  expect(rest).toEqual([]);
});

test("a config may say itself what its layers are", () => {
  const layers = [a, b, c].map((digest) => ({
    descriptor: { mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest, size: 3 },
    diffId: diffIdOf(digest),
  }));
  const config = encoded(annotatedConfig(steps, { layers, mounts: [] }));
  expect(annotatedLayers(config)).toEqual(layers);
  expect(importableSteps(config, diffIdOf)).toEqual(importableSteps(encoded(cacheConfig(steps)), diffIdOf));
  expect(
    annotatedLayers(encoded({ layers: [null, {}, { blob: a }, { blob: a, annotations: { size: "1" } }] })),
  ).toEqual([]);
});

test("a config may say itself what cache mounts held, beside what other builders read", () => {
  const descriptor = { mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: a, size: 3 };
  const mount = { descriptor, diffId: diffIdOf(a), key: "/apt", folder: { mode: 0o755, uid: 1, gid: 2 } };
  const config = encoded(annotatedConfig(steps, { layers: [], mounts: [mount] }));
  expect(annotatedMounts(config)).toMatchObject([{ key: "/apt", diffId: mount.diffId, folder: mount.folder }]);
  expect(importableSteps(config, diffIdOf)).toEqual(importableSteps(encoded(cacheConfig(steps)), diffIdOf));
  expect(annotatedMounts(encoded(cacheConfig(steps)))).toEqual([]);
  const { "gantry.cachemounts": written = [] } = annotatedConfig(steps, { layers: [], mounts: [mount] });
  const [good] = written;
  const bad = [null, 1, {}, { ...good, digest: "sha256:x" }, { ...good, size: -1 }, { ...good, size: "3" }];
  const worse = [
    { ...good, mediaType: descriptor.mediaType },
    { ...good, annotations: { "gantry.cachemount.key": 1 } },
  ];
  expect(annotatedMounts(encoded({ "gantry.cachemounts": [...bad, ...worse] }))).toEqual([]);
  expect(() => annotatedMounts(encoded({ "gantry.cachemounts": "all" }))).toThrow("invalid cache config");
});

test("a step whose layers are not all known is none", () => {
  const known = importableSteps(encoded(cacheConfig(steps)), (blob) => (blob === b ? undefined : diffIdOf(blob)));
  expect(known.map(({ keys }) => keys)).toEqual([[three]]);
});

test("what another builder wrote is read, and stands for nothing here; as Go writes it, parent 0 is left out", () => {
  const foreign = {
    layers: [{ blob: a, parent: -1 }, { blob: b }],
    records: [
      { digest: one },
      { digest: two, layers: [{ layer: 1, createdAt: at }], inputs: [[{ link: 0, selector: "sha256:x" }]] },
      { digest: three, layers: [{ layer: 1, createdAt: at }] },
      { digest: two, chains: [{ layers: [0, 1], createdAt: at }] },
    ],
  };
  const [only, ...rest] = importableSteps(encoded(foreign), diffIdOf);
  expect(only?.keys).toEqual([three]);
  expect(only?.layers.map((layer) => layer.of === "image" && layer.blob)).toEqual([a, b]);
  expect(rest).toEqual([]);
});

test("what leads nowhere, or round and round, names nothing", () => {
  const result = (layer: unknown, created: unknown = at) => [{ layer, createdAt: created }];
  const records = [result(5), result(-1), result("0"), result(1), result(0, "never"), [null], []];
  const bad = {
    layers: [
      { blob: a, parent: 7 },
      { blob: b, parent: 1 },
    ],
    records: [null, 7, { digest: "x" }, ...records.map((layers) => ({ digest: one, layers }))],
  };
  expect(importableSteps(encoded(bad), diffIdOf)).toEqual([]);
  expect(() => importableSteps(Buffer.from("{"), diffIdOf)).toThrow("invalid cache config");
  expect(() => importableSteps(encoded({ records: 1 }), diffIdOf)).toThrow("invalid cache config");
});
