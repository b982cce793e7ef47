import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { atLeast } from "../../../arguments.ts";
import { type BundledBuild, historyBundle } from "../../../build-history/bundle.ts";
import { queryRecords } from "../../../build-history/record.ts";
import { Builders, builderFlag } from "../../../builders/builders.ts";
import { platformNames, workerFacts } from "../../../builders/worker.ts";
import { type Command, runs } from "../../../command.ts";
import { bool, string } from "../../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] [REF...]",
  arguments: atLeast(0),
  flags: {
    all: bool({ usage: "Export all builds" }),
    builder: builderFlag,
    finalize: bool({ usage: "Ensure that nothing is added to them any more" }),
    output: string({ short: "o", usage: "The file; the standard output where it is not given" }),
  },
  errorPrefix: "ERROR: ",
} satisfies Command;

/** An OCI layout, packed: each build is a manifest whose config is its record and whose layers are its documents. */
export const run = runs(command, async (op, io, client, { args, flags }) => {
  if (flags.all && args.length > 0) throw new Error("cannot specify refs when using --all");
  const builders = new Builders(io);
  builders.checkUsable(flags.builder);
  if (flags.output === "" && io.stdout.isTerminal)
    throw new Error("refusing to write to console, use --output to specify a file");
  const builds: BundledBuild[] = [];
  const [defaultPlatform = ""] = platformNames(await workerFacts(op, client));
  for (const ref of args.length === 0 ? [""] : args) {
    const { records } = await queryRecords(op, client, { ref, completedOnly: true });
    if (records.length === 0)
      throw new Error(ref === "" ? "no records found" : `no record found for ref ${JSON.stringify(ref)}`);
    for (const record of flags.all ? records : records.slice(0, 1)) {
      const place = { builder: io.contextName, node: io.contextName, id: record.id };
      builds.push({ record, defaultPlatform, state: builders.store.localState(place) });
    }
  }
  const archive = await historyBundle(op, client, builds);
  const packed = createGzip();
  packed.end(archive);
  if (flags.output !== "") return await pipeline(packed, createWriteStream(flags.output));
  for await (const chunk of packed) await io.stdout.send(chunk as Uint8Array);
});
