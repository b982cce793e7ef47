import type { LogConfig } from "#api/types.gen.ts";
import { messageOf, notSupported } from "#base/errors.ts";
import { parseBinarySize } from "#base/units.ts";
import { localOptions } from "../../log/local-options.ts";
import type { CreateFacts } from "./facts.ts";
import { invalid } from "./invalid.ts";

const jsonFileOptions = "max-file max-size compress labels labels-regex env env-regex tag".split(" ");
const otherDrivers = "syslog journald gelf fluentd awslogs splunk etwlogs gcplogs".split(" ");

/**
 * The log configuration of a container: the request's, over the daemon's when it names no other driver.
 * @throws invalid-argument in Docker's words · not-implemented for drivers and options that do not act yet
 */
export function logConfigOf(asked: LogConfig, facts: Pick<CreateFacts, "logDriver" | "logOptions">): LogConfig {
  const type = asked.Type === "" ? facts.logDriver : asked.Type;
  const inherited = type === facts.logDriver ? facts.logOptions : {};
  const options: Record<string, string> = { ...inherited, ...asked.Config };
  checkMode(options);
  if (type === "none") return { Type: type, Config: options };
  if (otherDrivers.includes(type)) throw notSupported(`HostConfig.LogConfig ${type}`);
  if (type === "local") return { Type: type, Config: checkLocal(options) };
  if (type !== "json-file") {
    throw invalid(`error looking up logging plugin ${type}: plugin ${JSON.stringify(type)} not found`);
  }
  for (const name of Object.keys(options)) {
    if (name === "mode" || name === "max-buffer-size") continue;
    if (!jsonFileOptions.includes(name)) throw invalid(`unknown log opt '${name}' for json-file log driver`);
  }
  return { Type: type, Config: options };
}

function checkLocal(options: Record<string, string>): Record<string, string> {
  for (const name of Object.keys(options)) {
    if (name === "mode" || name === "max-buffer-size") continue;
    if (!localOptions.includes(name)) throw invalid(`unknown log opt '${name}' for log driver local`);
  }
  return options;
}

/** How the writer treats a reader that is slow: ours never blocks, so both modes are the same. */
function checkMode(options: Readonly<Record<string, string>>): void {
  const mode = options["mode"] ?? "";
  if (!["", "blocking", "non-blocking"].includes(mode)) throw invalid(`logger: logging mode not supported: ${mode}`);
  const size = options["max-buffer-size"];
  if (size === undefined) return;
  if (mode !== "non-blocking") {
    throw invalid(`logger: max-buffer-size option is only supported with 'mode=non-blocking'`);
  }
  try {
    parseBinarySize(size);
  } catch (error) {
    throw invalid(`error parsing option max-buffer-size: ${messageOf(error)}`);
  }
}
