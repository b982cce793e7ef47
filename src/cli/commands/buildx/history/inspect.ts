import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { builtins } from "#formats/go-template/builtins.ts";
import { executeTemplate } from "#formats/go-template/execute.ts";
import { parseTemplate } from "#formats/go-template/parse.ts";
import type { Value } from "#formats/go-template/value.ts";
import { atMost } from "../../../arguments.ts";
import { type Attachment, attachmentsOf, attachmentType, readAttachment } from "../../../build-history/attachments.ts";
import { oneRecord } from "../../../build-history/record.ts";
import { buildReport, type Material } from "../../../build-history/report.ts";
import { reportedError } from "../../../build-history/report-error.ts";
import { reportText } from "../../../build-history/report-text.ts";
import { reportJson, reportValue } from "../../../build-history/report-value.ts";
import { Builders, builderFlag } from "../../../builders/builders.ts";
import { type Command, runs } from "../../../command.ts";
import { string } from "../../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] [REF]",
  arguments: { ...atMost(1), plain: true },
  flags: {
    builder: builderFlag,
    format: string({ usage: "How to print it: pretty, json, or a Go template", default: "pretty" }),
  },
  errorPrefix: "ERROR: ",
} satisfies Command;

export const run = runs(command, async (op, io, client, { args, flags }) => {
  const builders = new Builders(io);
  builders.checkUsable(flags.builder);
  const { now, record } = await oneRecord(op, client, args[0] ?? "");
  const place = { builder: io.contextName, node: io.contextName, id: record.id };
  const attachments = await attachmentsOf(op, client, record);
  const report = buildReport({
    ...{ record, now, state: builders.store.localState(place), workingFolder: process.cwd() },
    error: await reportedError(op, client, record),
    materials: await materialsOf(op, client, attachments),
    attachments: attachments.map((attachment) => ({
      Digest: attachment.descriptor.digest,
      Platform: attachment.platform ?? "",
      Type: attachmentType(attachment),
    })),
  });
  if (flags.format === "json") io.stdout.write(`${goIndented(reportJson(report))}\n`);
  else if (flags.format !== "pretty") io.stdout.write(`${templateText(flags.format, reportValue(report))}\n`);
  else {
    const fullRef = `${place.builder}/${place.node}/${place.id}`;
    io.stdout.write(reportText(report, { fullRef, isChosen: args[0] !== undefined && args[0] !== "" }));
  }
});

/** JSON as Go's encoder writes it, with HTML's characters escaped. */
function goIndented(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(
    /[<>&]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

interface Dependency {
  readonly uri?: string;
  readonly digest?: Readonly<Record<string, string>>;
}

/** From the first provenance. */
async function materialsOf(op: Op, client: Client, attachments: readonly Attachment[]): Promise<Material[]> {
  const found = attachments.find((one) => attachmentType(one).startsWith("https://slsa.dev/provenance/"));
  if (found === undefined) return [];
  const bytes = await readAttachment(op, client, found.descriptor.digest);
  const predicate = JSON.parse(Buffer.from(bytes).toString("utf8")) as {
    readonly materials?: readonly Dependency[];
    readonly buildDefinition?: { readonly resolvedDependencies?: readonly Dependency[] };
  };
  const dependencies = predicate.materials ?? predicate.buildDefinition?.resolvedDependencies ?? [];
  return dependencies.map(({ uri = "", digest = {} }) => ({
    URI: uri,
    Digests: Object.entries(digest).map(([algorithm, hex]) => `${algorithm}:${hex}`),
  }));
}

/** Go's functions alone. @throws Error in Go's words */
function templateText(source: string, value: Value): string {
  const functions = new Set(Object.keys(builtins));
  const parsed = failing("failed to parse format template", () =>
    parseTemplate(source, { name: "inspect", functions }),
  );
  return failing("failed to execute format template", () => executeTemplate(parsed, value, { functions: builtins }));
}

function failing<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`);
  }
}
