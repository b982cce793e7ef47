import type { Op } from "#base/op.ts";
import { isErrno } from "#sys/libc.ts";
import { ShimLink } from "./shim-link.ts";
import { ShimTask, type ShimTaskOptions } from "./shim-task.ts";

/** The task behind the run files of a former daemon; undefined when its program never ran, and then nothing is left of it. */
export async function adoptTask(op: Op, options: ShimTaskOptions): Promise<ShimTask | undefined> {
  const task = new ShimTask(options);
  try {
    task.use(await ShimLink.connect(options.files.directory, task, "heir"));
  } catch (error) {
    if (!isErrno(error, "ENOENT", "ECONNREFUSED", "ENOTDIR")) throw error;
    return await adoptRemains(options);
  }
  const beginning = await task.begun;
  if (beginning.started) return task;
  op.log.info("a task was never started", { directory: options.files.directory });
  return await adoptRemains(options);
}

/** There is no shim any more: it has ended in order, with a record, or it was killed. */
async function adoptRemains(options: ShimTaskOptions): Promise<ShimTask | undefined> {
  const { files } = options;
  const record = files.readExit();
  if (record !== undefined) return ShimTask.ended(options, record);
  const ran = files.hasStarted();
  await options.salvage();
  if (!ran) {
    files.remove();
    return undefined;
  }
  const finishedAtNs = BigInt(Date.now()) * 1_000_000n;
  return ShimTask.ended(options, { exitCode: 255, oomKilled: false, finishedAtNs });
}
