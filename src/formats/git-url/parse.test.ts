import { expect, test } from "bun:test";
import { parseGitUrl } from "./parse.ts";

test("forms of git repositories", () => {
  const read = (text: string) => {
    const url = parseGitUrl(text);
    return url && [url.remote, url.ref, url.subdir];
  };
  expect(read("https://host/repo.git")).toEqual(["https://host/repo.git", "", ""]);
  expect(read("https://host/repo.git#v1:sub/dir")).toEqual(["https://host/repo.git", "v1", "sub/dir"]);
  expect(read("http://host:1/git/r.git#:sub")).toEqual(["http://host:1/git/r.git", "", "sub"]);
  expect(read("ssh://git@host/path#main")).toEqual(["ssh://git@host/path", "main", ""]);
  expect(read("git://host/path")).toEqual(["git://host/path", "", ""]);
  expect(read("git@github.com:moby/buildkit.git#master")).toEqual(["git@github.com:moby/buildkit.git", "master", ""]);
  expect(read("github.com/moby/buildkit#master")).toEqual(["https://github.com/moby/buildkit", "master", ""]);
  expect(parseGitUrl("github.com/moby/buildkit")?.looksLocal).toBe(true);
});

test("what is no git repository", () => {
  for (const text of ["", ".", "dir", "https://host/file.tar", "https://host/a.git/b", "/abs", "name:tag"]) {
    expect(parseGitUrl(text)).toBeUndefined();
  }
});

test("queries", () => {
  expect(
    parseGitUrl("https://h/r.git?tag=v1&subdir=a&keep-git-dir=1&submodules=false&commit=0123456&mtime=commit"),
  ).toEqual({
    remote: "https://h/r.git",
    ref: "refs/tags/v1",
    subdir: "a",
    checksum: "0123456",
    keepGitDir: true,
    submodules: false,
    mtime: "commit",
    looksLocal: false,
  });
  for (const query of ["nope=1", "tag=a&branch=b", "ref=a&ref=b", "mtime=never", "keep-git-dir=maybe"]) {
    expect(() => parseGitUrl(`https://h/r.git?${query}`)).toThrow();
  }
});

test("what git would take for an option, or what leads out, is refused", () => {
  for (const text of [
    "https://h/r.git#--upload-pack=x",
    "https://h/r.git#v1:../..",
    "ssh://-oProxyCommand=x/r",
    "https://h/r.git?ref=-x",
  ]) {
    expect(() => parseGitUrl(text)).toThrow();
  }
});
