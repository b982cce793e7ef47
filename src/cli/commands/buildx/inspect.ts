import { formatDuration } from "#base/duration.ts";
import { atMost } from "../../arguments.ts";
import { Builders, builderFlag, timeoutFlag } from "../../builders/builders.ts";
import { builderJson } from "../../builders/listing.ts";
import { type BuilderNode, type LoadedBuilder, loadBuilder } from "../../builders/nodes.ts";
import { type GcRule, platformNames, type WorkerDevice, type WorkerFacts } from "../../builders/worker.ts";
import { type Command, runs } from "../../command.ts";
import { bool, string } from "../../flags/scalars.ts";
import { binarySize } from "../../format/human-size.ts";
import { alignTabs } from "../../format/tabwriter.ts";
import { formatHelp } from "../../help/format-flag.ts";
import { inspectPrinter } from "../../inspect/inspect-template.ts";

export const command = {
  usage: "[NAME]",
  arguments: atMost(1),
  flags: {
    bootstrap: bool({ usage: "Ensure first that the builder runs" }),
    builder: builderFlag,
    format: string({ usage: formatHelp }),
    timeout: timeoutFlag,
  },
  errorPrefix: "ERROR: ",
} satisfies Command;

export const run = runs(command, async (op, io, client, { args, flags }) => {
  const builders = new Builders(io);
  const asking = { builders, client, timeout: flags.timeout };
  const builder = await loadBuilder(op, io, asking, builders.find(args[0] ?? flags.builder));
  if (flags.format !== "") {
    const print = inspectPrinter(flags.format === "json" ? "{{json .}}" : flags.format);
    print(io.stdout, [{ json: JSON.stringify(builderJson(builder)), type: undefined }]);
    return;
  }
  io.stdout.write(alignTabs(builderText(builder), { minWidth: 0, padding: 1 }));
});

function builderText({ name, driver, lastActivity, error, nodes }: LoadedBuilder): string {
  const head = [
    `Name:\t${name}`,
    `Driver:\t${driver}`,
    ...(lastActivity === undefined
      ? []
      : [`Last Activity:\t${lastActivity.replace("T", " ").replace("Z", " +0000 UTC")}`]),
    ...(error === undefined ? [] : [`Error:\t${error}`]),
  ];
  if (error !== undefined) return `${head.join("\n")}\n`;
  return `${[...head, "", "Nodes:", nodes.map(nodeText).join("\n\n")].join("\n")}\n`;
}

function nodeText({ name, endpoint, status, worker }: BuilderNode): string {
  return [
    `Name:\t${name}`,
    `Endpoint:\t${endpoint}`,
    `Status:\t${status}`,
    ...(worker === undefined ? [] : workerLines(worker)),
  ].join("\n");
}

function workerLines(worker: WorkerFacts): string[] {
  const labels = Object.entries(worker.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `BuildKit version:\t${worker.version}`,
    `Platforms:\t${platformNames(worker).join(", ")}`,
    ...(labels.length === 0 ? [] : ["Labels:", ...labels.map(([key, value]) => `\t${key}:\t${value}`)]),
    ...(worker.devices.length === 0 ? [] : ["Devices:", ...worker.devices.flatMap(deviceLines)]),
    ...worker.gc.flatMap(ruleLines),
  ];
}

function deviceLines({ name, isAutoAllowed, annotations }: WorkerDevice): string[] {
  const pairs = Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `\tName:\t${name}`,
    `\tAutomatically allowed:\t${isAutoAllowed}`,
    ...(pairs.length === 0 ? [] : ["\tAnnotations:", ...pairs.map(([key, value]) => `\t\t${key}:\t${value}`)]),
  ];
}

function ruleLines(rule: GcRule, index: number): string[] {
  const space = (label: string, bytes: number): string[] => (bytes > 0 ? [`\t${label}:\t${binarySize(bytes)}`] : []);
  return [
    `GC Policy rule#${index}:`,
    `\tAll:\t${rule.all}`,
    ...(rule.filters.length === 0 ? [] : [`\tFilters:\t${rule.filters.join(",")}`]),
    ...(rule.keepDurationMs > 0
      ? [`\tKeep Duration:\t${formatDuration(BigInt(rule.keepDurationMs) * 1_000_000n)}`]
      : []),
    ...space("Reserved Space", rule.reservedSpaceBytes),
    ...space("Max Used Space", rule.maxUsedSpaceBytes),
    ...space("Min Free Space", rule.minFreeSpaceBytes),
  ];
}
