import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerArchive, containerExtract, containerStatPath } from "#client/container-archive.ts";
import type { Io } from "../io/io.ts";
import { copyRaw } from "../streams/copy-output.ts";
import { absolute, checkOutputPath, localSource, localTarget } from "./local-side.ts";
import { pack } from "./pack.ts";
import { join, rebase, splitEntry } from "./paths.ts";
import { type CopySide, planCopy, renamed } from "./plan.ts";
import { CopyProgress } from "./progress.ts";
import { sending } from "./sending.ts";
import { unpack } from "./unpack.ts";

/** A copy between a container and this machine. */
export interface Copy {
  readonly container: string;
  readonly source: string;
  readonly target: string;
  readonly followLink: boolean;
  readonly copyUIDGID: boolean;
  /** Nothing is said of how much it is. */
  readonly quiet: boolean;
}

/** @throws Error in Docker's words */
export async function copyFromContainer(op: Op, io: Io, client: Client, copy: Copy): Promise<void> {
  const target = copy.target === "-" ? "-" : absolute(copy.target);
  checkOutputPath(target);
  const { path, name } = copy.followLink ? await followedSource(op, client, copy) : { path: copy.source, name: "" };
  const { stat, content } = await containerArchive(op, client, copy.container, path);
  if (target === "-") return await copyRaw(content, io.stdout);
  const source = { path, exists: true, isFolder: isFolder(stat.mode), name };
  const progress = new CopyProgress(io.stderr, { quiet: copy.quiet, header: "Copying from container - " });
  await progress.during(target, async () => {
    const plan = planCopy(source, localTarget(target));
    // The archive has the name that the link leads to; the plan's has the one that was asked for.
    const own = name === "" ? {} : { rename: { from: splitEntry(path).base, to: name } };
    await unpack(plan.folder, progress.count(content), (entry) => renamed(plan, renamed(own, entry)));
  });
}

/** What a symlink at the source leads to. One that is no symlink, or is not there, is left to the copy itself. */
async function followedSource(op: Op, client: Client, copy: Copy): Promise<{ path: string; name: string }> {
  const { source } = copy;
  const stat = await containerStatPath(op, client, copy.container, source).catch(() => undefined);
  if (stat === undefined || !isLink(stat.mode)) return { path: source, name: "" };
  const target = stat.linkTarget;
  return rebase(source, target.startsWith("/") ? target : join(splitEntry(source).folder, target));
}

/** @throws Error in Docker's words */
export async function copyToContainer(op: Op, io: Io, client: Client, copy: Copy): Promise<void> {
  const fromStdin = copy.source === "-";
  const asked = fromStdin ? "-" : absolute(copy.source);
  const target = await containerTarget(op, client, copy);
  if (fromStdin && !target.isFolder)
    throw new Error(`destination "${copy.container}:${copy.target}" must be a directory`);
  const progress = new CopyProgress(io.stderr, { quiet: copy.quiet, header: "Copying to container - " });
  const { folder, content } = fromStdin
    ? { folder: target.path, content: io.stdin.read(op.signal) }
    : packed(localSource(asked, copy.followLink), target);
  const body = fromStdin ? content : progress.count(content);
  await progress.during(`${copy.container}:${target.path}`, () =>
    sending(op, body, (sent, bytes) =>
      containerExtract(sent, client, copy.container, { path: folder, content: bytes, copyUIDGID: copy.copyUIDGID }),
    ),
  );
}

function packed(source: CopySide, target: CopySide): { folder: string; content: Iterable<Uint8Array> } {
  const plan = planCopy(source, target);
  return { folder: plan.folder, content: pack(source, (name) => renamed(plan, name)) };
}

/** Where to in the container; what cannot be looked at is left to the copy itself. */
async function containerTarget(op: Op, client: Client, { container, target }: Copy): Promise<CopySide> {
  const statPath = (path: string) => containerStatPath(op, client, container, path).catch(() => undefined);
  let path = target;
  let stat = await statPath(path);
  if (stat !== undefined && isLink(stat.mode)) {
    const link = stat.linkTarget;
    path = link.startsWith("/") ? link : join(splitEntry(target).folder, link);
    stat = await statPath(path);
  }
  if (stat === undefined) return { path, exists: false, isFolder: false };
  if ((stat.mode & deviceBit) !== 0)
    throw new Error(`destination "${container}:${target}" must be a directory or a regular file: got a device`);
  return { path, exists: true, isFolder: isFolder(stat.mode) };
}

/** Bits of Go's os.FileMode. */
const deviceBit = 0x4000000;
const linkBit = 0x8000000;

function isLink(mode: number): boolean {
  return (mode & linkBit) !== 0;
}

function isFolder(mode: number): boolean {
  return mode >= 0x80000000;
}
