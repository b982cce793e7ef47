import { statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Op } from "#base/op.ts";
import { boolOf } from "#base/strconv.ts";
import type { Client } from "#client/client.ts";
import { attachmentsOf, attachmentType, readAttachment } from "../build-history/attachments.ts";
import { queryRecords } from "../build-history/record.ts";
import type { Io } from "../io/io.ts";
import type { ProgressPrinter } from "./progress/events.ts";
import { asStep } from "./progress/local-step.ts";
import type { BuildOutcome } from "./run-build.ts";

type Metadata = Readonly<Record<string, unknown>>;

/** What a build gave, for `--metadata-file`, with its provenance as `BUILDX_METADATA_PROVENANCE` wants it. */
export async function buildMetadata(
  op: Op,
  io: Io,
  client: Client,
  { outcome, progress }: { readonly outcome: BuildOutcome; readonly progress: ProgressPrinter },
): Promise<Metadata> {
  const { id, exported = {} } = outcome;
  const { "containerimage.descriptor": descriptor, ...rest } = exported;
  const mode = io.env["BUILDX_METADATA_PROVENANCE"] ?? "";
  const provenance =
    mode === "disabled" || boolOf(mode) === false
      ? {}
      : await asStep(progress, "resolving provenance for metadata file", () =>
          buildProvenance(op, client, { id, mode }),
        );
  return {
    ...provenance,
    "buildx.build.ref": `${io.contextName}/${io.contextName}/${id}`,
    ...rest,
    ...(descriptor === undefined
      ? {}
      : { "containerimage.descriptor": JSON.parse(Buffer.from(descriptor, "base64").toString("utf8")) as unknown }),
  };
}

async function buildProvenance(
  op: Op,
  client: Client,
  { id, mode }: { readonly id: string; readonly mode: string },
): Promise<Metadata> {
  const { records } = await queryRecords(op, client, { ref: id });
  const [record] = records;
  const found = record === undefined ? [] : await attachmentsOf(op, client, record);
  const statements = found.filter((one) => attachmentType(one).startsWith("https://slsa.dev/provenance/"));
  const read = await Promise.all(
    statements.map(async ({ platform, descriptor }) => {
      const bytes = await readAttachment(op, client, descriptor.digest);
      const predicate = JSON.parse(Buffer.from(bytes).toString("utf8")) as Metadata;
      const { metadata: _, buildConfig: __, ...least } = predicate;
      const key = platform === undefined ? "buildx.build.provenance" : `buildx.build.provenance/${platform}`;
      return [key, mode === "max" ? predicate : least] as const;
    }),
  );
  return Object.fromEntries(read);
}

/** In the order of its names. @throws Error where the folder of the file is not there */
export function writeMetadata(path: string, metadata: Metadata): void {
  const folder = dirname(path);
  if (folder !== "." && statSync(folder, { throwIfNoEntry: false }) === undefined)
    throw new Error(`invalid output path: stat ${folder}: no such file or directory`);
  const sorted = Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(path, JSON.stringify(sorted, undefined, 2));
}

/** Of several builds, by the names of their targets. */
export function targetMetadata(metadata: Metadata): Metadata {
  return Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)));
}
