import { expect, test } from "bun:test";
import { familiarText, parseReference, referenceText, withDefaultTag } from "./reference.ts";

const sum = `sha256:${"a".repeat(64)}`;

const good: Array<[text: string, normal: string, familiar: string]> = [
  ["busybox", "docker.io/library/busybox", "busybox"],
  ["busybox:1", "docker.io/library/busybox:1", "busybox:1"],
  ["library/busybox:latest", "docker.io/library/busybox:latest", "busybox:latest"],
  ["docker.io/library/busybox", "docker.io/library/busybox", "busybox"],
  ["docker.io/busybox", "docker.io/library/busybox", "busybox"],
  ["index.docker.io/library/busybox", "docker.io/library/busybox", "busybox"],
  ["made/skopeo:7", "docker.io/made/skopeo:7", "made/skopeo:7"],
  ["library/a/b", "docker.io/library/a/b", "library/a/b"],
  ["host.example:5000/a/b-c_d.e:T.1", "host.example:5000/a/b-c_d.e:T.1", "host.example:5000/a/b-c_d.e:T.1"],
  ["localhost/x:1", "localhost/x:1", "localhost/x:1"],
  ["localhost:5000/x", "localhost:5000/x", "localhost:5000/x"],
  ["[::1]:5000/x", "[::1]:5000/x", "[::1]:5000/x"],
  ["HOST/x", "HOST/x", "HOST/x"],
  ["a__b/c---d", "docker.io/a__b/c---d", "a__b/c---d"],
  [`x:${"t".repeat(128)}`, `docker.io/library/x:${"t".repeat(128)}`, `x:${"t".repeat(128)}`],
  [`x@${sum}`, `docker.io/library/x@${sum}`, `x@${sum}`],
  [`x:1@${sum}`, `docker.io/library/x:1@${sum}`, `x:1@${sum}`],
  ["foo:5000", "docker.io/library/foo:5000", "foo:5000"],
];
for (const [text, normal, familiar] of good) {
  test(`reads ${text}`, () => {
    const reference = parseReference(text);
    expect(referenceText(reference)).toBe(normal);
    expect(familiarText(reference)).toBe(familiar);
  });
}

const bad: Array<[text: string, message: string]> = [
  ["", "invalid reference format"],
  [":1", "invalid reference format"],
  ["x:", "invalid reference format"],
  ["x:@", "invalid reference format"],
  ["-a:1", "invalid reference format"],
  ["a b", "invalid reference format"],
  ["../../evil:1", "invalid reference format"],
  ["x/../y", "invalid reference format"],
  ["a//b", "invalid reference format"],
  ["x\n", "invalid reference format"],
  ["a___b", "invalid reference format"],
  ["http://x/y", "invalid reference format"],
  [`x:${"t".repeat(129)}`, "invalid reference format"],
  ["B:1", "invalid reference format: repository name (library/B) must be lowercase"],
  ["UPPER", "invalid reference format: repository name (library/UPPER) must be lowercase"],
  ["host.example/UPPER", "invalid reference format: repository name (UPPER) must be lowercase"],
  ["a".repeat(64), `invalid repository name (${"a".repeat(64)}), cannot specify 64-byte hexadecimal strings`],
  ["x@sha256:abc", "invalid reference format"],
  [`x@sha256:${"a".repeat(40)}`, "invalid checksum digest length"],
  [`x@md5:${"0".repeat(32)}`, "unsupported digest algorithm"],
  [`x@sha256:${"A".repeat(64)}`, "invalid checksum digest format"],
  ["a".repeat(256), "repository name must not be more than 255 characters"],
];
for (const [text, message] of bad) {
  test(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
    expect(() => parseReference(text)).toThrow(new Error(message));
  });
}

test("latest is added where nothing else is said", () => {
  expect(familiarText(withDefaultTag(parseReference("x")))).toBe("x:latest");
  expect(familiarText(withDefaultTag(parseReference("x:1")))).toBe("x:1");
  expect(familiarText(withDefaultTag(parseReference(`x@${sum}`)))).toBe(`x@${sum}`);
});

test("a path that begins like a host keeps its domain when it is shown", () => {
  for (const text of ["docker.io/librarydocker.io/x", "docker.io/docker.io/x", "docker.io/localhost/x"]) {
    const reference = parseReference(text);
    expect(familiarText(reference)).toBe(text);
    expect(parseReference(familiarText(reference))).toEqual(reference);
  }
  expect(familiarText(parseReference("docker.io/user/x"))).toBe("user/x");
});
