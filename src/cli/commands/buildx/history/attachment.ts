import { atMost } from "../../../arguments.ts";
import { attachmentsOf, attachmentType, readAttachment } from "../../../build-history/attachments.ts";
import { oneRecord } from "../../../build-history/record.ts";
import { Builders, builderFlag } from "../../../builders/builders.ts";
import { type Command, runs } from "../../../command.ts";
import { string } from "../../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] [REF [DIGEST]]",
  arguments: { ...atMost(2), plain: true },
  flags: {
    builder: builderFlag,
    platform: string({ usage: "Of which platform" }),
    type: string({ usage: "What it is: index, manifest, image, provenance, sbom, or a media type" }),
  },
  errorPrefix: "ERROR: ",
} satisfies Command;

const types: Readonly<Record<string, readonly string[]>> = {
  index: ["application/vnd.oci.image.index.v1+json"],
  manifest: ["application/vnd.oci.image.manifest.v1+json"],
  image: ["application/vnd.oci.image.config.v1+json"],
  provenance: ["https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2"],
  sbom: ["https://spdx.dev/Document"],
};

export const run = runs(command, async (op, io, client, { args, flags }) => {
  const [ref = "", digest = ""] = args;
  if (digest !== "" && !/^[a-z0-9]+:[a-f0-9]{32,}$/.test(digest))
    throw new Error(`invalid digest ${JSON.stringify(digest)}: invalid checksum digest format`);
  if (digest === "" && flags.platform === "" && flags.type === "")
    throw new Error("at least one of --type, --platform or DIGEST must be specified");
  new Builders(io).checkUsable(flags.builder);
  const { record } = await oneRecord(op, client, ref);
  if (digest !== "") return io.stdout.write(await readAttachment(op, client, digest));
  const wanted = types[flags.type] ?? [flags.type];
  const found = (await attachmentsOf(op, client, record)).find(
    (attachment) =>
      (flags.platform === "" || attachment.platform === flags.platform) &&
      (flags.type === "" || wanted.includes(attachmentType(attachment))),
  );
  if (found === undefined) throw new Error(`no matching attachment found for ref ${JSON.stringify(ref)}`);
  io.stdout.write(await readAttachment(op, client, found.descriptor.digest));
});
