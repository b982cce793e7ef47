import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { checkContextName } from "../../contexts/context-store.ts";
import { Contexts } from "../../contexts/contexts.ts";
import { readEndpoint } from "../../contexts/endpoint.ts";
import { contextFlags, endpointHelp } from "../../contexts/flags.ts";
import { type ContextMetadata, type TlsMaterial, withDescription } from "../../contexts/metadata.ts";
import { string } from "../../flags/scalars.ts";

const { description, docker, ...hidden } = contextFlags;

export const command = {
  usage: "[OPTIONS] CONTEXT",
  arguments: exactly(1),
  flags: { description, docker, from: string({ usage: "Name of the context to copy" }), ...hidden },
  long: `Make a context\n\n${endpointHelp}`,
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (_op, io, _client, { flags, args, changed }) => {
  const [name = ""] = args;
  const contexts = new Contexts(io);
  checkContextName(name);
  const made = newContext();
  contexts.store.save(made.metadata);
  contexts.store.saveTls(name, made.tls);
  io.stdout.write(`${name}\n`);
  io.stderr.write(`Successfully created context ${JSON.stringify(name)}\n`);

  function newContext(): { readonly metadata: ContextMetadata; readonly tls: TlsMaterial } {
    if (changed("docker") && flags.from === "") {
      const { endpoint, tls } = readEndpoint(contexts, flags.docker);
      check();
      const metadata = {
        Name: name,
        Metadata: withDescription({}, flags.description),
        Endpoints: { docker: endpoint },
      };
      return { metadata, tls };
    }
    check();
    if (changed("docker")) throw new Error("cannot use --docker flag when --from is set");
    const from = flags.from || io.contextName;
    const source = contexts.read(from);
    const described = flags.description || contexts.describe(source);
    return {
      metadata: { ...source, Name: name, Metadata: withDescription(source.Metadata, described) },
      tls: contexts.readTls(from),
    };
  }

  function check(): void {
    if (contexts.store.has(name)) throw new Error(`context ${JSON.stringify(name)} already exists`);
  }
});
