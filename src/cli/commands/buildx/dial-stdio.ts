import { buildGrpc } from "#client/build-grpc.ts";
import { noArguments } from "../../arguments.ts";
import { Builders, builderFlag } from "../../builders/builders.ts";
import { type Command, runs } from "../../command.ts";
import { string } from "../../flags/scalars.ts";
import { relayStdio } from "../../streams/relay-stdio.ts";

export const command = {
  usage: "",
  arguments: { ...noArguments, unknown: true },
  flags: {
    builder: builderFlag,
    platform: string({ usage: "Platform that the builder is to build for; this one has one node for all" }),
    progress: string({ usage: "How to show the start of the builder: it runs already", default: "none" }),
  },
  errorPrefix: "ERROR: ",
} satisfies Command;

/** What is said on the standard streams is BuildKit's gRPC. */
export const run = runs(command, async (op, io, client, { flags }) => {
  new Builders(io).checkUsable(flags.builder);
  await relayStdio(io, await buildGrpc(op, client));
});
