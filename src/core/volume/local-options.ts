import { invalidOption, invalidSize, missingOption, noQuota } from "./errors.ts";

export interface LocalMount {
  readonly type: string;
  readonly device: string;
  readonly options: string;
}

const known = ["type", "o", "device", "size"];
/** What each option needs beside it. */
const companions = [
  ["device", ["type"]],
  ["type", ["device"]],
  ["o", ["device", "type"]],
] as const;
const size = /^(\d+(?:\.\d+)?) ?(?:[kmgtp]?i?b?)?$/i;

/**
 * The mount that options of the local driver ask for; undefined: a folder of its own.
 * @throws invalid-argument in the words of moby's volume/local
 */
export function localMountOf(given: Readonly<Record<string, string>> | null): LocalMount | undefined {
  const options = given ?? {};
  for (const name of Object.keys(options)) if (!known.includes(name)) throw invalidOption(name);
  for (const [name, others] of companions) {
    if (options[name] === undefined) continue;
    for (const other of others) if (options[other] === undefined) throw missingOption(other);
  }
  const { type, device, o = "", size: quota } = options;
  if (quota !== undefined) {
    if (!size.test(quota)) throw invalidSize(quota);
    if (Number.parseFloat(quota) > 0) throw noQuota();
  }
  return type === undefined || device === undefined ? undefined : { type, device, options: o };
}

/** include/uapi/linux/mount.h; those with `false` are taken out. */
const flagNames: Readonly<Record<string, readonly [set: boolean, flag: number]>> = {
  defaults: [true, 0],
  ro: [true, 1],
  rw: [false, 1],
  suid: [false, 2],
  nosuid: [true, 2],
  dev: [false, 4],
  nodev: [true, 4],
  exec: [false, 8],
  noexec: [true, 8],
  sync: [true, 16],
  async: [false, 16],
  dirsync: [true, 128],
  remount: [true, 32],
  mand: [true, 64],
  nomand: [false, 64],
  atime: [false, 1024],
  noatime: [true, 1024],
  diratime: [false, 2048],
  nodiratime: [true, 2048],
  bind: [true, 0x1000],
  rbind: [true, 0x5000],
  unbindable: [true, 0x20000],
  runbindable: [true, 0x24000],
  private: [true, 0x40000],
  rprivate: [true, 0x44000],
  slave: [true, 0x80000],
  rslave: [true, 0x84000],
  shared: [true, 0x100000],
  rshared: [true, 0x104000],
  relatime: [true, 0x200000],
  norelatime: [false, 0x200000],
  strictatime: [true, 0x1000000],
  nostrictatime: [false, 0x1000000],
};

/** The option text of mount(8) as flags of mount(2) and what the file system reads itself. */
export function parseMountOptions(text: string): { readonly flags: number; readonly data: string } {
  let flags = 0;
  const data: string[] = [];
  for (const option of text.split(",")) {
    const flag = flagNames[option];
    if (flag === undefined) {
      if (option !== "") data.push(option);
    } else if (flag[0]) flags |= flag[1];
    else flags &= ~flag[1];
  }
  return { flags, data: data.join(",") };
}
