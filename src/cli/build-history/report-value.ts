import {
  boolType,
  type GoType,
  int32Type,
  intType,
  pointerTo,
  type StructField,
  sliceOf,
  stringType,
  uint8Type,
} from "#formats/go-template/type.ts";
import type { Value } from "#formats/go-template/value.ts";
import { durationType } from "../go-time/duration-type.ts";
import { timePointer } from "../go-time/time-type.ts";
import { convert } from "../inspect/typed-value.ts";
import type { BuildReport } from "./report.ts";

/** The report as Go's JSON has it: without what is empty, with times of this place. */
export function reportJson(report: BuildReport): Record<string, unknown> {
  const { StartedAt, CompletedAt, Duration, Error: error, Config, ...rest } = report;
  const timed = {
    ...{ StartedAt: localTime(StartedAt), CompletedAt: CompletedAt === undefined ? "" : localTime(CompletedAt) },
    Duration: Duration * 1e6,
  };
  const reported =
    error === undefined
      ? undefined
      : withoutEmpty({ ...error, Sources: Buffer.from(error.Sources).toString("base64") });
  const all: Record<string, unknown> = {
    ...rest,
    ...timed,
    Error: reported,
    Config: withoutEmpty(ordered(Config, configFields)),
  };
  const kept = withoutEmpty(ordered(all, topFields));
  const { NumCompletedSteps, NumTotalSteps, NumCachedSteps } = report;
  return ordered({ ...kept, NumCompletedSteps, NumTotalSteps, NumCachedSteps, Ref: report.Ref }, topFields);
}

function ordered(values: object, fields: readonly StructField[]): Record<string, unknown> {
  const known = values as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    fields.flatMap(({ name }) => (known[name] === undefined ? [] : [[name, known[name]] as const])),
  );
}

function withoutEmpty(values: object): Record<string, unknown> {
  const isEmpty = (value: unknown): boolean =>
    value === undefined ||
    value === "" ||
    value === false ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (isEmpty(value) ? [] : [[name, named(value)]])),
  );
}

/** Empty parts of lists are left out too. */
function named(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((part: unknown) => (typeof part === "object" && part !== null ? withoutEmpty(part) : part));
}

/** RFC 3339 with the zone's offset. */
function localTime(time: number): string {
  const offset = -new Date(time).getTimezoneOffset();
  const text = new Date(time + offset * 60_000)
    .toISOString()
    .replace(/(\.\d*?)0+Z$/, "$1Z")
    .replace(/\.Z$/, "Z");
  if (offset === 0) return text;
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const zone = `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
  return text.replace("Z", `${offset < 0 ? "-" : "+"}${zone}`);
}

/** The report as templates see it. */
export function reportValue(report: BuildReport): Value {
  return convert(reportJson(report), outputType);
}

function struct(name: string, fields: Readonly<Record<string, GoType>>): GoType {
  const declared = Object.entries(fields).map(([field, type]): StructField => ({ name: field, type, json: field }));
  return { kind: "struct", name: `history.${name}`, fields: declared };
}

const strings = sliceOf(stringType);
const keyValues = sliceOf(struct("keyValueOutput", { Name: stringType, Value: stringType }));
const bytes = sliceOf(uint8Type);
const configType = struct("configOutput", {
  ...{ Network: stringType, ExtraHosts: strings, Hostname: stringType, CgroupParent: stringType },
  ...{ ImageResolveMode: stringType, MultiPlatform: boolType, NoCache: boolType, NoCacheFilter: strings },
  ...{ ShmSize: stringType, Ulimit: stringType, CacheMountNS: stringType },
  ...{ DockerfileCheckConfig: stringType, SourceDateEpoch: stringType },
  ...{ SandboxHostname: stringType, RestRaw: keyValues },
});
const errorType = struct("errorOutput", {
  ...{ Code: intType, Message: stringType, Name: stringType, Logs: strings, Sources: bytes, Stack: bytes },
});
const timeType = timePointer;
const outputType = struct("inspectOutput", {
  ...{ Name: stringType, Ref: stringType, Context: stringType, Dockerfile: stringType },
  ...{ VCSRepository: stringType, VCSRevision: stringType, Target: stringType, Platform: strings },
  ...{ KeepGitDir: boolType, NamedContexts: keyValues, StartedAt: timeType, CompletedAt: timeType },
  ...{ Duration: durationType, Status: { ...stringType, name: "history.statusT" }, Error: pointerTo(errorType) },
  ...{ NumCompletedSteps: int32Type, NumTotalSteps: int32Type, NumCachedSteps: int32Type },
  ...{ BuildArgs: keyValues, Labels: keyValues, Config: configType },
  Materials: sliceOf(struct("materialOutput", { URI: stringType, Digests: strings })),
  Attachments: sliceOf(struct("attachmentOutput", { Digest: stringType, Platform: stringType, Type: stringType })),
  Errors: strings,
});
const topFields = outputType.fields ?? [];
const configFields = configType.fields ?? [];
