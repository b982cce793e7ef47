import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import type { OpenTree } from "#core/build/file-worker.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import { laysAsCopied } from "./lays-as-copied.ts";

type Facts = Partial<Pick<TreeFile, "mode" | "uid" | "gid" | "xattrs">>;
/** By path; the root is `/`. */
type Files = Readonly<Record<string, Facts>>;

const [below, above]: OpenTree[] = [
  { at: "tree", fd: 1 },
  { at: "tree", fd: 2 },
];
const folder: Facts = { mode: 0o040755 };
const file: Facts = { mode: 0o100644 };
const link: Facts = { mode: 0o120777 };

function entry(path: string, facts: Facts): TreeFile {
  const plain = { uid: 0, gid: 0, sizeBytes: 0, mtimeNs: 0n, linkName: "", deviceMajor: 0, deviceMinor: 0, xattrs: {} };
  return { path, mode: 0o100644, ...plain, ...facts };
}

/** Whether they fit, and the folders that were looked into. */
async function look(under: Files, over: Files): Promise<{ readonly fits: boolean; readonly read: string[] }> {
  const filesOf = (tree: OpenTree): Files => ({ "/": folder, ...(tree === below ? under : over) });
  const read: string[] = [];
  const reader = {
    statFile: async (_: unknown, tree: OpenTree, path: string) => entry(path, filesOf(tree)[path] ?? {}),
    readFolder: async (_: unknown, tree: OpenTree, { path }: { readonly path: string }) => {
      if (tree === below) read.push(path);
      const start = path === "/" ? "/" : `${path}/`;
      return Object.entries(filesOf(tree))
        .filter(([name]) => name.startsWith(start) && name !== "/" && !name.slice(start.length).includes("/"))
        .map(([name, facts]) => entry(name.slice(start.length), facts));
    },
  };
  if (below === undefined || above === undefined) throw new TypeError("two trees");
  return { fits: await laysAsCopied(backgroundOp(), reader, { below, above }), read };
}

const fits = async (under: Files, over: Files): Promise<boolean> => (await look(under, over)).fits;

test("what the stage does not have fits, and equal folders do", async () => {
  expect(await fits({}, { "/x": folder, "/x/a": file })).toBe(true);
  expect(await fits({ "/x": folder, "/x/b": file }, { "/x": folder, "/x/a": file })).toBe(true);
  expect(await fits({ "/x": folder, "/x/a": file }, { "/x": folder, "/x/a": file })).toBe(true);
  expect(await fits({ "/x": { ...folder, uid: 5 } }, {})).toBe(true);
});

test("a folder of another owner, group, mode or attribute does not, however deep it is", async () => {
  const acl = { "system.posix_acl_default": new Uint8Array([1]) };
  for (const facts of [{ uid: 5 }, { gid: 6 }, { mode: 0o040640 }, { mode: 0o041777 }, { xattrs: acl }]) {
    const other = { ...folder, ...facts };
    expect(await fits({ "/x": other }, { "/x": folder, "/x/a": file })).toBe(false);
    expect(await fits({ "/x": folder, "/x/y": other }, { "/x": folder, "/x/y": folder })).toBe(false);
    expect(await fits({ "/": other }, { "/a": file })).toBe(false);
  }
});

test("a symlink is followed by a copy, and a folder takes a file in: both are no place for a layer", async () => {
  expect(await fits({ "/x": link }, { "/x": folder, "/x/a": file })).toBe(false);
  expect(await fits({ "/a": link }, { "/a": file })).toBe(false);
  expect(await fits({ "/a": folder }, { "/a": file })).toBe(false);
  expect(await fits({ "/x": file }, { "/x": folder })).toBe(false);
});

test("only folders that both have are looked into", async () => {
  const over = { "/x": folder, "/x/y": folder, "/x/y/a": file, "/new": folder, "/new/a": file };
  const { read } = await look({ "/x": folder, "/x/z": folder, "/old": folder }, over);
  expect(read).toEqual(["/", "/x"]);
});
