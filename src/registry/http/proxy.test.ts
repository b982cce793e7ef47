import { expect, test } from "bun:test";
import { proxyFor } from "./proxy.ts";

function way(url: string, noProxy = ""): string | undefined {
  const settings = { httpProxy: "http://plain:3128", httpsProxy: "secure:3129", noProxy };
  return proxyFor(new URL(url), settings)?.href;
}

test("the proxy is that of the scheme, and this machine needs none", () => {
  expect(way("http://a.example/")).toBe("http://plain:3128/");
  expect(way("https://a.example/")).toBe("http://secure:3129/");
  for (const here of ["http://localhost:5000", "https://127.3.2.1", "http://[::1]:5000"])
    expect(way(here)).toBeUndefined();
});

test("NO_PROXY names hosts, domains, addresses, ranges and ports as with Go", () => {
  const cases: Array<[noProxy: string, url: string, direct: boolean]> = [
    ["*", "https://a.example", true],
    ["a.example", "https://a.example", true],
    ["a.example", "https://b.a.example", true],
    ["a.example", "https://ba.example", false],
    [".a.example", "https://b.a.example", true],
    [".a.example", "https://a.example", false],
    ["*.a.example", "https://b.a.example", true],
    ["A.Example , b.example", "https://a.example", true],
    ["a.example:5000", "https://a.example:5000", true],
    ["a.example:5000", "https://a.example", false],
    ["10.1.0.0/16", "https://10.1.2.3", true],
    ["10.1.0.0/16", "https://10.2.2.3", false],
    ["10.1.2.3", "https://10.1.2.3:5000", true],
    ["fd00::/8", "https://[fd00::1]", true],
    ["", "https://10.1.2.3", false],
    ["10.0.0.0/99", "https://10.1.2.3", false],
  ];
  for (const [noProxy, url, direct] of cases)
    expect([noProxy, url, way(url, noProxy) === undefined]).toEqual([noProxy, url, direct]);
});
