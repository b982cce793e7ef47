import { expect, test } from "bun:test";
import type { HostConfig, Mount, MountPoint } from "#api/types.gen.ts";
import { emptyHostConfig } from "../create/empty-config.ts";
import { planMounts } from "./plan-mounts.ts";

function plan(host: Partial<HostConfig>, points: MountPoint[] = [], recursiveReadOnly = true) {
  return planMounts(points, { ...emptyHostConfig, ...host }, { recursiveReadOnly });
}

function bind(Destination: string, change: Partial<MountPoint> = {}): MountPoint {
  return { Type: "bind", Source: "/tmp", Destination, Mode: "", RW: true, Propagation: "rprivate", ...change };
}

/** The expected options are those that dockerd 28.5 wrote. */
test("binds", () => {
  const options = (point: MountPoint, spec?: Mount, rro = true) =>
    plan(spec === undefined ? {} : { Mounts: [spec] }, [point], rro).mounts[0]?.options;
  expect(options(bind("/a"))).toEqual(["rbind", "rprivate"]);
  expect(options(bind("/a", { RW: false }))).toEqual(["rbind", "rro", "rprivate"]);
  expect(options(bind("/a", { RW: false }), undefined, false)).toEqual(["rbind", "ro", "rprivate"]);
  const flat = { Type: "bind", Target: "/a/", BindOptions: { NonRecursive: true } };
  expect(options(bind("/a", { RW: false, Propagation: "rslave" }), flat)).toEqual(["bind", "rro", "rslave"]);
  const top = { Type: "bind", Target: "/a", BindOptions: { ReadOnlyNonRecursive: true } };
  expect(options(bind("/a", { RW: false }), top)).toEqual(["rbind", "ro", "rprivate"]);
});

test("a file is read-only without what is below it: there is nothing", () => {
  const files = new Set(["/tmp"]);
  const { mounts } = planMounts([bind("/a", { RW: false })], emptyHostConfig, { recursiveReadOnly: true, files });
  expect(mounts[0]?.options).toEqual(["rbind", "ro", "rprivate"]);
});

test("missing sources are made for -v, and for --mount where it asks for it", () => {
  const spec = (Target: string, CreateMountpoint: boolean) => ({
    Type: "bind",
    Target,
    BindOptions: { CreateMountpoint },
  });
  const points = [bind("/a", { Source: "/1" }), bind("/b", { Source: "/2" }), bind("/c", { Source: "/3" })];
  expect(plan({ Mounts: [spec("/b", false), spec("/c", true)] }, points).hostFolders).toEqual(["/1", "/3"]);
});

test("shared and slave binds need a root that is so too", () => {
  const of = (...modes: string[]) =>
    plan(
      {},
      modes.map((Propagation, index) => bind(`/${index}`, { Propagation })),
    ).rootfsPropagation;
  expect([of("rprivate"), of("rslave"), of("slave", "rshared")]).toEqual([undefined, "rslave", "shared"]);
});

test("parents are mounted before what lies in them", () => {
  const { mounts } = plan({ Tmpfs: { "/z": "" } }, [bind("/z/deep/er"), bind("/a/b")]);
  expect(mounts.map((mount) => mount.destination)).toEqual(["/z", "/a/b", "/z/deep/er"]);
});

test("tmpfs", () => {
  const options = (data: string) => plan({ Tmpfs: { "/t/": data } }).mounts[0]?.options.join();
  expect(options("")).toBe("noexec,nosuid,nodev,rprivate");
  expect(options("size=1m,mode=1770")).toBe("noexec,nosuid,nodev,rprivate,size=1m,mode=1770");
  expect(options("exec,size=1m,uid=5")).toBe("nosuid,nodev,rprivate,exec,size=1m,uid=5");
  expect(options("rw")).toBe("noexec,nosuid,nodev,rprivate,rw");
  expect(() => options("nosuch")).toThrow('invalid tmpfs option "nosuch"');
  const mount = (spec: Mount) =>
    plan({ Mounts: [{ ...spec, Type: "tmpfs", Target: "/t" }] }, [
      bind("/t", { Type: "tmpfs", Source: "" }),
    ]).mounts[0]?.options.join();
  expect(mount({ TmpfsOptions: { SizeBytes: 2 ** 20, Mode: 0o1777 } })).toBe(
    "noexec,nosuid,nodev,rprivate,mode=1777,size=1m",
  );
  expect(mount({ ReadOnly: true, TmpfsOptions: { Options: [["exec"]] } })).toBe("nosuid,nodev,rprivate,ro,exec");
});
