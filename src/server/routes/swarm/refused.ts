import { noManager } from "#api/absent-errors.ts";
import { parseQuery } from "#api/query.ts";
import type { OperationName } from "#api/routes.gen.ts";
import { EngineError, messageOf } from "#base/errors.ts";
import { parseUnsigned } from "#base/strconv.ts";
import { type Exchange, queryText } from "../../exchange.ts";
import type { Handler } from "../handler.ts";

/** Reads the request as a manager would, and refuses it: the engine is in no swarm. */
export function ofManager(name: OperationName): Handler {
  return async (exchange) => {
    exchange.query(name);
    await exchange.body();
    throw noManager();
  };
}

/** The same of a change to what has versions. @param what `node`, as the error has it */
export function ofVersion(name: OperationName, what: string): Handler {
  const refused = ofManager(name);
  return (exchange, tools) => {
    checkVersion(exchange, what);
    return refused(exchange, tools);
  };
}

function checkVersion(exchange: Exchange, what: string): void {
  const [text = ""] = parseQuery(queryText(exchange.request)).get("version") ?? [];
  try {
    parseUnsigned(text, { base: 10 });
  } catch (error) {
    throw new EngineError("invalid-argument", `invalid ${what} version '${text}': ${messageOf(error)}`);
  }
}

export function ofLogs(name: "ServiceLogs" | "TaskLogs"): Handler {
  return (exchange) => {
    const { stdout, stderr } = exchange.query(name);
    if (!stdout && !stderr) throw new EngineError("unknown", "Bad parameters: you must choose at least one stream");
    throw noManager();
  };
}

export const leaveSwarm: Handler = (exchange) => {
  exchange.query("SwarmLeave");
  throw new EngineError("unavailable", "This node is not part of a swarm");
};

export const updateVolume: Handler = () => {
  throw new EngineError("unavailable", "volume update only valid for cluster volumes, but swarm is unavailable");
};
