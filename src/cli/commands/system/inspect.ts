import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerInspectText } from "#client/container-inspect.ts";
import { ApiError, isStatus } from "#client/errors.ts";
import { imageInspectText } from "#client/image-inspect.ts";
import { type ObjectKind, objectInspectText, pluginInspectText } from "#client/object-inspect.ts";
import { serviceInspectText } from "#client/service-inspect.ts";
import { systemInfo } from "#client/system-info.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { bool, string } from "../../flags/scalars.ts";
import { templateHelp } from "../../help/format-flag.ts";
import { type FoundObject, printObjects } from "../../inspect/print-objects.ts";

export const command = {
  usage: "[OPTIONS] NAME|ID [NAME|ID...]",
  arguments: atLeast(1),
  flags: {
    format: string({ short: "f", usage: templateHelp }),
    size: bool({ short: "s", usage: "Display the sizes of files of containers, too" }),
    type: string({ usage: "Look only for objects of this type" }),
  },
} satisfies Command;

interface Finder {
  readonly type: string;
  readonly schema?: string;
  /** Only managers of a swarm have it. */
  readonly ofSwarm?: boolean;
  readonly find: (op: Op, client: Client, ref: string, size: boolean) => Promise<string>;
}

function named(type: string, kind: ObjectKind): Finder {
  return { type, find: (op, client, ref) => objectInspectText(op, client, ref, { kind }) };
}

/** In the order in which a name is looked for. */
const finders: readonly Finder[] = [
  {
    type: "container",
    schema: "ContainerInspectResponse",
    find: (op, client, ref, size) => containerInspectText(op, client, ref, { size }),
  },
  { type: "image", schema: "ImageInspectResponse", find: (op, client, ref) => imageInspectText(op, client, ref) },
  named("network", "networks"),
  named("volume", "volumes"),
  {
    type: "service",
    ofSwarm: true,
    find: (op, client, ref) => serviceInspectText(op, client, ref, { insertDefaults: true }),
  },
  { ...named("task", "tasks"), ofSwarm: true },
  { ...named("node", "nodes"), ofSwarm: true },
  { type: "plugin", find: pluginInspectText },
  { ...named("secret", "secrets"), ofSwarm: true },
  { ...named("config", "configs"), ofSwarm: true },
];

export const run = runs(command, async (op, io, client, { flags, args, changed }) => {
  if (changed("type") && flags.type === "")
    throw new ExitError(
      1,
      'type is empty: must be one of "config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"',
    );
  const only = finders.find(({ type }) => type === flags.type);
  if (flags.type !== "" && only === undefined) throw unknownType(flags.type);
  const candidates = only === undefined ? finders : [only];
  const find = (ref: string): Promise<FoundObject> =>
    findFirst(candidates, { op, client, ref, size: flags.size, warn: (text) => io.stderr.write(text) });
  await printObjects(io, { refs: args, format: flags.format, find });
});

function unknownType(type: string): ExitError {
  const known = finders.map((finder) => JSON.stringify(finder.type)).sort();
  return new ExitError(1, `unknown type: ${JSON.stringify(type)}: must be one of ${known.join(", ")}`);
}

interface Search {
  readonly op: Op;
  readonly client: Client;
  readonly ref: string;
  readonly size: boolean;
  warn(text: string): void;
}

async function findFirst(candidates: readonly Finder[], { op, client, ref, size, warn }: Search): Promise<FoundObject> {
  let isManager: boolean | undefined;
  for (const { type, find, schema, ofSwarm } of candidates) {
    if (ofSwarm === true && candidates.length > 1) {
      isManager ??= await managesSwarm(op, client);
      if (!isManager) continue;
    }
    try {
      const json = await find(op, client, ref, size);
      if (size && type !== "container") warn(`WARNING: --size ignored for ${type}\n`);
      return { json, type: schema };
    } catch (error) {
      if (candidates.length === 1 || !isAbsence(error)) throw error;
    }
  }
  throw new Error(`Error: No such object: ${ref}`);
}

async function managesSwarm(op: Op, client: Client): Promise<boolean> {
  const { Swarm } = await systemInfo(op, client);
  return (Swarm as { readonly ControlAvailable?: boolean } | undefined)?.ControlAvailable === true;
}

/** Whether an engine says that it has no such object, or nothing of the kind at all. */
function isAbsence(error: unknown): boolean {
  if (isStatus(error, 404) || isStatus(error, 501)) return true;
  if (!(error instanceof ApiError)) return false;
  return (
    error.status === 503 || /not a swarm manager|plugins are not supported|invalid reference format/.test(error.message)
  );
}
