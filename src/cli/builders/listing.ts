import type { Listing } from "../format/table.ts";
import type { BuilderNode, LoadedBuilder } from "./nodes.ts";
import { shortPlatforms } from "./short-platforms.ts";
import { type GcRule, platformNames } from "./worker.ts";

/** A line of `buildx ls`: a builder, or a node of it below. */
export interface BuilderRow {
  readonly builder: LoadedBuilder;
  readonly node?: BuilderNode;
}

const neverUsed = "0001-01-01T00:00:00Z";

/** @param options isTable: names are set out for eyes; isShort: not all platforms are named */
export function builderListing(options: { readonly isTable: boolean; readonly isShort: boolean }): Listing<BuilderRow> {
  const below = (text: string): string => (options.isTable ? ` \\_ ${text}` : text);
  const column = (header: string, value: (row: BuilderRow) => string) => ({ header, value });
  return {
    typeName: "*commands.lsContext",
    columns: {
      Name: column("NAME/NODE", ({ builder, node }) =>
        node === undefined ? `${builder.name}${builder.isCurrent && options.isTable ? "*" : ""}` : below(node.name),
      ),
      DriverEndpoint: column("DRIVER/ENDPOINT", ({ builder, node }) =>
        node === undefined ? builder.driver : below(node.endpoint),
      ),
      LastActivity: column("LAST ACTIVITY", ({ builder, node }) =>
        node === undefined ? (builder.lastActivity ?? "") : "",
      ),
      Status: column("STATUS", ({ builder, node }) =>
        node === undefined ? (builder.error === undefined ? "" : "error") : node.status,
      ),
      Buildkit: column("BUILDKIT", ({ node }) => node?.worker?.version ?? ""),
      Platforms: column("PLATFORMS", ({ node }) => {
        const names = node?.worker === undefined ? [] : platformNames(node.worker);
        return options.isShort && options.isTable ? shortPlatforms(names) : names.join(", ");
      }),
      // Templates are shown no header for it.
      Error: column("", ({ builder, node }) => (node === undefined ? (builder.error ?? "") : "")),
    },
    json: ({ builder }) => builderJson(builder),
  };
}

export function builderJson({ name, driver, isCurrent, lastActivity, error, nodes }: LoadedBuilder): object {
  return {
    Current: isCurrent,
    Driver: driver,
    Dynamic: false,
    ...(error === undefined ? {} : { Err: error }),
    LastActivity: lastActivity ?? neverUsed,
    Name: name,
    Nodes: nodes.map(nodeJson),
  };
}

function nodeJson({ name, endpoint, status, worker }: BuilderNode): object {
  return {
    Endpoint: endpoint,
    ...(worker === undefined
      ? {}
      : {
          ...(worker.gc.length === 0 ? {} : { GCPolicy: worker.gc.map(ruleJson) }),
          ...{ IDs: [worker.id], Labels: worker.labels },
        }),
    Name: name,
    ...(worker === undefined ? {} : { Platforms: platformNames(worker) }),
    ...(status === "" ? {} : { Status: status }),
    ...(worker === undefined ? {} : { Version: worker.version }),
  };
}

function ruleJson(rule: GcRule): object {
  return {
    all: rule.all,
    filter: rule.filters.length === 0 ? null : [rule.filters.join(",")],
    keepDuration: rule.keepDurationMs * 1e6,
    maxUsedSpace: rule.maxUsedSpaceBytes,
    minFreeSpace: rule.minFreeSpaceBytes,
    reservedSpace: rule.reservedSpaceBytes,
  };
}
