import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Stat } from "../gen/fsutil.gen.ts";
import type { ReadDirRequest, ReadFileRequest, StatFileRequest } from "../gen/gateway.gen.ts";
import { sentStat } from "../sessions/sent-stat.ts";
import { limits } from "../transport/limits.ts";
import type { Bridge } from "./bridge.ts";

/** A file has to fit into a message, with what is around it. */
const maxReadBytes = limits.messageBytes - 1024;

/** A file of a result, or a part of it. @throws not-found · resource-exhausted for one that no message holds */
export async function readFile(op: Op, bridge: Bridge, request: ReadFileRequest): Promise<{ Data: Uint8Array }> {
  const { Ref: id, FilePath: path, Range: range } = request;
  const tree = treeOf(bridge, id, `open ${path}`);
  const wantedBytes = range === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Number(range.Length));
  const limitBytes = Math.min(wantedBytes, maxReadBytes + 1);
  const Data = await bridge.job.readFile(op, tree, { path, offset: Number(range?.Offset ?? 0n), limitBytes });
  if (Data.length > maxReadBytes)
    throw new EngineError("resource-exhausted", `${path}: more than ${maxReadBytes} bytes are read in parts`);
  return { Data };
}

/** @throws not-found */
export async function statFile(op: Op, bridge: Bridge, request: StatFileRequest): Promise<{ stat: Stat }> {
  const { Ref: id, Path: path } = request;
  return { stat: sentStat(await bridge.job.statFile(op, treeOf(bridge, id, `lstat ${path}`), path)) };
}

/** @throws not-found · invalid-argument for a bad pattern */
export async function readFolder(op: Op, bridge: Bridge, request: ReadDirRequest): Promise<{ entries: Stat[] }> {
  const { Ref: id, DirPath: path, IncludePattern: pattern } = request;
  const folder = { path, ...(pattern === "" ? {} : { includePattern: pattern }) };
  const entries = await bridge.job.readFolder(op, treeOf(bridge, id, `lstat ${path}`), folder);
  return { entries: entries.map(sentStat) };
}

/** @throws not-found for the empty tree, in which nothing is */
function treeOf(bridge: Bridge, id: string, call: string): string {
  const tree = bridge.treeOf(id);
  if (tree === undefined) throw new EngineError("not-found", `${call}: no such file or directory`);
  return tree;
}
