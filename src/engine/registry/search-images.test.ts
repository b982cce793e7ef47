import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import type { Registries, SearchQuery, SearchResult } from "#core/registry/contract.ts";
import { searchImages } from "./search-images.ts";

const one: SearchResult = { name: "web/one", description: "first", starCount: 7, isOfficial: true, isAutomated: true };
const two: SearchResult = { ...one, name: "web/two", starCount: 0, isOfficial: false };

async function found(filters: Record<string, string[]>, limit = 0) {
  const asked: SearchQuery[] = [];
  const search = async (_: unknown, query: SearchQuery) => {
    asked.push(query);
    return [one, two];
  };
  const request = {
    term: "web",
    limit,
    filters: new Map(Object.entries(filters).map(([key, values]) => [key, new Set(values)])),
    access: {},
  };
  const results = await searchImages(backgroundOp(), { search } as unknown as Registries, request);
  return { names: results.map(({ name }) => name), asked, results };
}

test("results are kept as their filters say, and nothing is automated", async () => {
  expect((await found({})).names).toEqual(["web/one", "web/two"]);
  expect((await found({ "is-official": ["true"] })).names).toEqual(["web/one"]);
  expect((await found({ "is-official": ["0"] })).names).toEqual(["web/two"]);
  expect((await found({ stars: ["3", "1"] })).names).toEqual(["web/one"]);
  expect((await found({ "is-automated": ["true"] })).asked).toEqual([]);
  expect((await found({ "is-automated": ["false"] })).results[0]).toEqual({
    ...{ name: "web/one", description: "first", star_count: 7, is_official: true, is_automated: false },
  });
});

test("the limit is Docker's when none is given", async () => {
  expect((await found({})).asked[0]?.limit).toBe(25);
  expect((await found({}, 7)).asked[0]?.limit).toBe(7);
  expect(found({}, 101)).rejects.toThrow("limit 101 is outside the range of [1, 100]");
  expect(found({}, -1)).rejects.toThrow("limit -1 is outside the range of [1, 100]");
});

test("filters are refused in Docker's words", async () => {
  expect(found({ "is-official": ["maybe"] })).rejects.toThrow("invalid filter 'is-official=[maybe]'");
  expect(found({ "is-automated": ["zz"] })).rejects.toThrow("invalid filter 'is-automated=[zz]'");
  expect(found({ stars: ["abc"] })).rejects.toThrow(
    `invalid filter 'stars=abc': strconv.Atoi: parsing "abc": invalid syntax`,
  );
  expect(found({ bogus: ["x"] })).rejects.toThrow("invalid filter 'bogus'");
});
