import { expect, test } from "bun:test";
import { checkFilterKeys, decodeFilters, encodeFilters } from "./filters.ts";

test("both forms are read", () => {
  const expected = new Map([["label", new Set(["a", "b=c"])]]);
  expect(decodeFilters('{"label":{"a":true,"b=c":true}}')).toEqual(expected);
  expect(decodeFilters('{"label":["a","b=c"]}')).toEqual(expected);
});

test("nothing is no filter", () => {
  for (const text of ["", "{}", "null"]) expect(decodeFilters(text).size).toBe(0);
});

test.each(["x", "[]", "{", '{"a":1}', '{"label":"a"}', '{"label":{"a":1}}', '{"label":[1]}', "{}x"])(
  "%s is refused",
  (text) => {
    expect(() => decodeFilters(text)).toThrow("invalid filter");
  },
);

test("an unknown key is refused by name", () => {
  expect(() => checkFilterKeys(decodeFilters('{"nosuch":["a"]}'), ["label"])).toThrow("invalid filter 'nosuch'");
});

test("what is written is read back", () => {
  const filters = new Map([["label", new Set(["a", 'b="c"'])]]);
  expect(decodeFilters(encodeFilters(filters))).toEqual(filters);
  expect(encodeFilters(new Map())).toBe("");
});
