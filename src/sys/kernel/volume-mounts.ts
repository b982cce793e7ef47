import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { FdHandle } from "../fd-handle.ts";
import { addressOf, cString, syscall } from "../libc.ts";
import { openPathIn, openRoot, statIn } from "../rooted-files.ts";
import type { BelowMount, DeviceMount } from "./contract.ts";

const currentDirectory = -100;
/** include/uapi/linux/mount.h, fcntl.h */
const flags = {
  readonly: 1,
  remount: 32,
  bind: 0x1000,
  recursive: 0x4000,
  propagation: 0x1e0000,
  cloneTree: 1,
  closeOnExec: 0o2000000,
  emptyPath: 0x1000,
  wholeTree: 0x8000,
  moveFromDescriptor: 4,
} as const;

/** @see Kernel.mountDevice */
export function mountDevice({ source, target, type, flags: given, data }: DeviceMount): void {
  const propagation = given & flags.propagation;
  const own = given & ~flags.propagation;
  const subject = `${source}:${target}`;
  const [from, to, kind, options] = [cString(source), cString(target), cString(type), cString(data)];
  const call = (how: number) =>
    syscall(
      "mount",
      subject,
      addressOf(from),
      addressOf(to),
      addressOf(kind),
      how,
      data === "" ? 0 : addressOf(options),
    );
  call(own);
  if (propagation !== 0) syscall("mount", subject, 0, addressOf(to), 0, propagation | (given & flags.recursive), 0);
  const readonlyBind = flags.bind | flags.readonly;
  if ((own & readonlyBind) === readonlyBind) call(own | flags.remount);
}

/** @see Kernel.mountBelow */
export function mountBelow({ root, path, target, recursive }: BelowMount): void {
  using top = new FdHandle(openRoot(root));
  using place = new FdHandle(openPathIn(top.fd, path));
  const isFolder = statIn(top.fd, path)?.type === "directory";
  const empty = cString("");
  const how = flags.cloneTree | flags.closeOnExec | flags.emptyPath | (recursive ? flags.wholeTree : 0);
  using tree = new FdHandle(syscall("open_tree", path, place.fd, addressOf(empty), how));
  mkdirSync(isFolder ? target : dirname(target), { recursive: true, mode: 0o700 });
  if (!isFolder) closeSync(openSync(target, "a"));
  const to = cString(target);
  syscall("move_mount", target, tree.fd, addressOf(empty), currentDirectory, addressOf(to), flags.moveFromDescriptor);
}
