import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { type ContainerLogsOptions, containerLogs } from "#client/container-logs.ts";
import { LogView } from "../compose/logs/log-view.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import { wantsNoColor } from "../io/no-color.ts";
import { type LogLine, logLines } from "./log-lines.ts";
import { mergeByTime } from "./merge-by-time.ts";

/** Who follows sees a line this late at most, for the sake of older ones of others. */
const patienceMs = 100;

interface Source {
  readonly name: string;
  readonly lines: AsyncIterable<LogLine>;
}

/**
 * The logs of several containers, merged by time, each line with its container's name in front; names are coloured on a
 * terminal, unless `NO_COLOR` says otherwise. @throws ExitError with what is wrong with those that have none
 */
export async function showSeveral(
  op: Op,
  io: Io,
  client: Client,
  { names, options }: { readonly names: readonly string[]; readonly options: ContainerLogsOptions },
): Promise<void> {
  const errors: string[] = [];
  const sources: Source[] = [];
  for (const opening of await Promise.allSettled(names.map((name) => open(op, client, name, options)))) {
    if (opening.status === "fulfilled") sources.push(opening.value);
    else errors.push((opening.reason as Error).message);
  }
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));
  const view = new LogView({
    ...{ stdout: io.stdout, stderr: io.stderr, hasPrefix: true, hasTimestamps: false, now: () => io.now() },
    isColored: io.stdout.isTerminal && !wantsNoColor(io.env),
  });
  for (const { name } of sources) view.introduce(name);
  const tolerant = sources.map(({ lines }) => withoutFailure(lines, errors));
  const patience = options.follow === true ? { patienceMs } : {};
  for await (const { source, item } of mergeByTime(tolerant, patience)) {
    const text = options.timestamps === true ? `${item.time} ${item.text}` : item.text;
    view[item.stream === "stderr" ? "error" : "log"](sources[source]?.name ?? "", text);
  }
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));
}

async function open(op: Op, client: Client, ref: string, options: ContainerLogsOptions): Promise<Source> {
  const { Id, Name, Config } = await containerInspect(op, client, ref);
  const body = await containerLogs(op, client, Id, { ...options, timestamps: true });
  return { name: Name.replace(/^\//, ""), lines: logLines(body, Config?.Tty === true) };
}

/** One whose log breaks off leaves the others to be shown. */
async function* withoutFailure<T>(items: AsyncIterable<T>, errors: string[]): AsyncGenerator<T, void, undefined> {
  try {
    yield* items;
  } catch (error) {
    errors.push((error as Error).message);
  }
}
