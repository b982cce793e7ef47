import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerArchive, containerExtract, containerStatPath } from "#client/container-archive.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { absolute, checkOutputPath, localSource, localTarget } from "../../copy/local-side.ts";
import { pack } from "../../copy/pack.ts";
import { join, rebase, splitArgument, splitEntry } from "../../copy/paths.ts";
import { type CopySide, planCopy, renamed } from "../../copy/plan.ts";
import { CopyProgress } from "../../copy/progress.ts";
import { sending } from "../../copy/sending.ts";
import { unpack } from "../../copy/unpack.ts";
import { bool } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { copyRaw } from "../../streams/copy-output.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
  arguments: exactly(2),
  flags: {
    archive: bool({ short: "a", usage: "Keep the owner that the container's user has" }),
    "follow-link": bool({ short: "L", usage: "Copy what a symlink at the source leads to" }),
    quiet: bool({ short: "q", usage: "Say nothing of progress, as where there is no terminal" }),
  },
  aliases: ["docker container cp", "docker cp"],
  long: "Copies files and folders between a container and this machine.\n\nAs the source, '-' reads a tar archive from standard input and unpacks it in a folder of the\ncontainer; as the destination, it writes what is copied to standard output as a tar archive.",
} satisfies Command;

interface Copy {
  readonly container: string;
  readonly source: string;
  readonly target: string;
  readonly followLink: boolean;
  readonly copyUIDGID: boolean;
  readonly quiet: boolean;
}

export const run = runs(command, async (op, io, client, { flags, args, changed }) => {
  const [source = "", target = ""] = args;
  if (source === "") throw new Error("source can not be empty");
  if (target === "") throw new Error("destination can not be empty");
  const [from, to] = [splitArgument(source), splitArgument(target)];
  const copy = {
    source: from.path,
    target: to.path,
    followLink: flags["follow-link"],
    copyUIDGID: flags.archive,
    quiet: changed("quiet") ? flags.quiet : !io.stdout.isTerminal,
  };
  if (from.container !== "" && to.container !== "") throw new Error("copying between containers is not supported");
  if (from.container !== "") return await copyFrom(op, io, client, { ...copy, container: from.container });
  if (to.container === "") throw new Error("must specify at least one container source");
  await copyTo(op, io, client, { ...copy, container: to.container });
});

async function copyFrom(op: Op, io: Io, client: Client, copy: Copy): Promise<void> {
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

async function copyTo(op: Op, io: Io, client: Client, copy: Copy): Promise<void> {
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
