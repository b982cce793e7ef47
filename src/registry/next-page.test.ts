import { expect, test } from "bun:test";
import { HeaderFields } from "./http/header-fields.ts";
import { nextPage } from "./next-page.ts";

const url = new URL("https://registry.test/v2/_catalog");

function next(link: string): string | undefined {
  const headers = new HeaderFields();
  headers.add("Link", link);
  return nextPage({ head: { headers }, url } as never)?.href;
}

test("the next page is one of the same registry", () => {
  expect(next('</v2/_catalog?last=a>; rel="next"')).toBe("https://registry.test/v2/_catalog?last=a");
  expect(next("</b>; rel=next")).toBe("https://registry.test/b");
  expect(next('</a>; rel="prev", </b>; rel="next"')).toBe("https://registry.test/b");
  for (const link of [
    "",
    "</a>",
    '</a>; rel="prev"',
    '<https://other.test/>; rel="next"',
    '<http://registry.test/>; rel="next"',
  ])
    expect(next(link)).toBeUndefined();
});

test("a field that begins pages for ever is looked at once", () => {
  const begin = performance.now();
  for (const link of ["<".repeat(250_000), "<>;".repeat(80_000), `<>${";".repeat(250_000)}`])
    expect(next(link)).toBeUndefined();
  expect(performance.now() - begin).toBeLessThan(3_000);
});
