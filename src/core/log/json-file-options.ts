import { EngineError, messageOf, notSupported } from "#base/errors.ts";
import { parseDecimalSize } from "#base/units.ts";
import type { ContainerRecord } from "../container/record.ts";
import { parseGoBool } from "./go-bool.ts";

export interface JsonFileLimits {
  /** -1: no limit. */
  readonly maxSizeBytes: number;
  readonly maxFiles: number;
  readonly compress: boolean;
}

type Options = Readonly<Record<string, string>>;

/** @throws system in moby's words, at start as Docker does */
export function parseJsonFileOptions(options: Options): JsonFileLimits {
  const maxSizeBytes = options["max-size"] === undefined ? -1 : parseDecimalSize(options["max-size"]);
  const given = options["max-file"];
  const maxFiles = given === undefined ? 1 : Number(given);
  if (given !== undefined && !/^[+-]?\d+$/.test(given)) {
    throw new EngineError(
      "system",
      `failed to create task for container: failed to initialize logging driver: strconv.Atoi: parsing ${JSON.stringify(given)}: invalid syntax`,
    );
  }
  if (maxFiles < 1)
    throw new EngineError("system", "failed to initialize logging driver: max-file cannot be less than 1");
  const compress = compressOf(options["compress"]);
  if (compress && (maxFiles < 2 || maxSizeBytes < 0))
    throw fail("compress cannot be true when max-file is less than 2 or max-size is not set");
  return { maxSizeBytes, maxFiles, compress };
}

function compressOf(given: string | undefined): boolean {
  try {
    return given !== undefined && parseGoBool(given);
  } catch (error) {
    throw fail(messageOf(error));
  }
}

function fail(reason: string): EngineError {
  const prefix = "failed to create task for container: failed to initialize logging driver";
  return new EngineError("system", `${prefix}: ${reason}`);
}

/**
 * What each record carries besides its line: chosen labels and variables, and the tag where one was asked for
 * (moby daemon/logger/loginfo.go, ExtraAttributes).
 */
export function logAttributes(record: ContainerRecord, options: Options): Record<string, string> {
  const attributes: Record<string, string> = {};
  const labels = Object.entries(record.config.Labels ?? {});
  const variables = (record.config.Env ?? []).map((entry): [string, string] => {
    const [name = "", ...value] = entry.split("=");
    return [name, value.join("=")];
  });
  choose(attributes, labels, { names: options["labels"], pattern: options["labels-regex"] });
  choose(attributes, variables, { names: options["env"], pattern: options["env-regex"] });
  if (options["tag"]) attributes["tag"] = expandTag(options["tag"], tagFieldsOf(record));
  return attributes;
}

function choose(
  into: Record<string, string>,
  pairs: readonly [string, string][],
  by: { readonly names: string | undefined; readonly pattern: string | undefined },
): void {
  const names = new Set((by.names ?? "").split(",").filter((name) => name !== ""));
  const pattern = by.pattern ? new RegExp(by.pattern) : undefined;
  for (const [name, value] of pairs) if (names.has(name) || pattern?.test(name) === true) into[name] = value;
}

function tagFieldsOf(record: ContainerRecord): Readonly<Record<string, string>> {
  const imageId = record.image.id.slice("sha256:".length);
  return {
    ID: record.id.slice(0, 12),
    FullID: record.id,
    Name: record.name,
    ImageID: imageId.slice(0, 12),
    ImageFullID: imageId,
    ImageName: record.image.reference,
    DaemonName: "docker",
  };
}

/** `{{.Name}}` and its like. @throws not-implemented naming a template of another form */
function expandTag(template: string, fields: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(.*?)\}\}/g, (whole, inner: string) => {
    const value = fields[/^\s*\.(\w+)\s*$/.exec(inner)?.[1] ?? ""];
    if (value === undefined) throw notSupported(`log-opt tag=${whole}`);
    return value;
  });
}
