import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { checkContextName } from "../../contexts/context-store.ts";
import { Contexts } from "../../contexts/contexts.ts";
import { readEndpoint } from "../../contexts/endpoint.ts";
import { contextFlags, endpointHelp } from "../../contexts/flags.ts";
import { withDescription } from "../../contexts/metadata.ts";

export const command = {
  usage: "[OPTIONS] CONTEXT",
  arguments: exactly(1),
  flags: contextFlags,
  long: `Change a context\n\n${endpointHelp}`,
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (_op, io, _client, { flags, args, changed }) => {
  const [name = ""] = args;
  checkContextName(name);
  const contexts = new Contexts(io);
  const old = contexts.read(name);
  const Metadata = flags.description === "" ? old.Metadata : withDescription(old.Metadata, flags.description);
  if (changed("docker")) {
    const { endpoint, tls } = readEndpoint(contexts, flags.docker);
    contexts.store.save({ ...old, Metadata, Endpoints: { ...old.Endpoints, docker: endpoint } });
    contexts.store.saveTls(name, tls);
  } else {
    contexts.store.save({ ...old, Metadata });
  }
  io.stdout.write(`${name}\n`);
  io.stderr.write(`Successfully updated context ${JSON.stringify(name)}\n`);
});
