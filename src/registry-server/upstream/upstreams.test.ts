import { expect, test } from "bun:test";
import { parseUpstream, Upstreams } from "./upstreams.ts";

test("an upstream is a name and a URL; Docker Hub is known by all its hosts", () => {
  expect(parseUpstream("quay.io=https://quay.io")).toEqual({
    name: "quay.io",
    domain: "quay.io",
    prefix: "",
    plain: false,
  });
  expect(parseUpstream("lab/x=http://10.0.0.1:5000/team/")).toEqual({
    name: "lab/x",
    domain: "10.0.0.1:5000",
    prefix: "team",
    plain: true,
  });
  for (const url of ["https://docker.io", "https://registry-1.docker.io/v2/", "https://index.docker.io"])
    expect(parseUpstream(`hub=${url}`)).toMatchObject({ domain: "docker.io", prefix: "" });
});

test("what is no upstream is refused", () => {
  for (const text of [
    "",
    "x",
    "x=",
    "=https://x",
    "X=https://x",
    "x=ftp://x",
    "x=https://u:p@x",
    "x=https://x/?a",
    "x=https://x/Y",
    "../x=https://x",
  ])
    expect(() => parseUpstream(text)).toThrow(`invalid upstream ${JSON.stringify(text)}`);
  const twice = [parseUpstream("x=https://a"), parseUpstream("x=https://b")];
  expect(() => new Upstreams(twice)).toThrow("two upstreams have one name");
  expect(() => new Upstreams(twice.slice(1), "y")).toThrow('there is no upstream of the name "y"');
});

test("a repository belongs to the longest name that it begins with, else to the fallback", () => {
  const of = (...texts: string[]): Upstreams => new Upstreams(texts.map(parseUpstream), "docker.io");
  const upstreams = of("docker.io=https://docker.io", "quay.io=https://quay.io", "quay.io/team=http://lab:5000/mirror");
  const found = (name: string): string => {
    const { upstream, path } = upstreams.find(name)!;
    return `${upstream.domain} ${path}`;
  };
  expect(found("docker.io/busybox")).toBe("docker.io library/busybox");
  expect(found("docker.io/library/busybox")).toBe("docker.io library/busybox");
  expect(found("docker.io/a/b")).toBe("docker.io a/b");
  expect(found("quay.io/other/x")).toBe("quay.io other/x");
  expect(found("quay.io/team/x")).toBe("lab:5000 mirror/x");
  expect(found("busybox")).toBe("docker.io library/busybox");
  expect(found("quay.iox/y")).toBe("docker.io quay.iox/y");
  expect(new Upstreams([parseUpstream("quay.io=https://quay.io")]).find("busybox")).toBeUndefined();
});
