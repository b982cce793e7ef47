import { parseQuery, parseTimestamp, readQuery } from "#api/query.ts";
import { isOlder } from "#api/version.ts";
import { EngineError } from "#base/errors.ts";
import { type Exchange, queryText } from "../../exchange.ts";
import { takeRawAnswer } from "../../raw-answer.ts";
import type { RouteTools } from "../handler.ts";
import type { LogQuery } from "./backend.ts";

export async function containerLogs(exchange: Exchange, tools: RouteTools): Promise<void> {
  const query = readQuery("ContainerLogs", parseQuery(queryText(exchange.request)));
  if (!query.stdout && !query.stderr)
    throw new EngineError("invalid-argument", "Bad parameters: you must choose at least one stream");
  const source = await tools.backends.containers.logs(exchange.op, exchange.subject, logQuery(query));
  const multiplexed = !source.tty && !isOlder(exchange.version, "1.42");
  const fd = takeRawAnswer(tools, exchange, {
    "Content-Type": `application/vnd.docker.${multiplexed ? "multiplexed" : "raw"}-stream`,
  });
  await source.pipeTo(exchange.lasting, fd, { chunked: true });
}

function logQuery(query: ReturnType<typeof readQuery<"ContainerLogs">>): LogQuery {
  const sinceNs = parseTimestamp(query.since);
  const untilNs = parseTimestamp(query.until);
  const { stdout, stderr, follow, timestamps, details } = query;
  const tail = /^[+]?\d+$/.test(query.tail) ? Number(query.tail) : -1;
  return {
    ...{ stdout, stderr, follow, timestamps, details, tail },
    ...(sinceNs === undefined || sinceNs === 0n ? {} : { sinceNs }),
    ...(untilNs === undefined || untilNs === 0n ? {} : { untilNs }),
  };
}
