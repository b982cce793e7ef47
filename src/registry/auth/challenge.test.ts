import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseChallenges } from "./challenge.ts";

function read(...fields: string[]) {
  return parseChallenges(fields).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
}

test("challenges are read as servers write them", () => {
  const bearer =
    'Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull,push"';
  expect(read(bearer)).toEqual([
    ["bearer", { realm: "https://auth.example/token", service: "registry.example", scope: "repository:a/b:pull,push" }],
  ]);
  expect(read('Basic realm="a \\"quoted\\" realm"')).toEqual([["basic", { realm: 'a "quoted" realm' }]]);
  expect(read('Basic realm="x", Bearer realm=https://a/t, service=s')).toEqual([
    ["basic", { realm: "x" }],
    ["bearer", { realm: "https://a/t", service: "s" }],
  ]);
  expect(read("Negotiate", 'BASIC Realm="y"')).toEqual([
    ["negotiate", {}],
    ["basic", { realm: "y" }],
  ]);
});

test("the first of two parameters of one name counts", () => {
  expect(read('Bearer realm="https://a/t",realm="https://evil/t"')).toEqual([["bearer", { realm: "https://a/t" }]]);
});

test("nothing that a server writes is an error, or takes long", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) =>
      Array.isArray(parseChallenges([text, `Bearer ${text}`])),
    ),
  );
  const long = `Bearer ${"a=".repeat(50_000)}${'"\\'.repeat(50_000)}`;
  const before = performance.now();
  parseChallenges([long]);
  expect(performance.now() - before).toBeLessThan(500);
});
