import { referenceText } from "#formats/reference/reference.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { bool } from "../../flags/scalars.ts";
import { ManifestStore } from "../../manifests/manifest-store.ts";
import { manifestName } from "../../manifests/names.ts";
import { RemoteManifests } from "../../manifests/remote-manifests.ts";

export const command = {
  usage: "MANIFEST_LIST MANIFEST [MANIFEST...]",
  arguments: atLeast(2),
  flags: {
    amend: bool({ short: "a", usage: "Amend a list that is there" }),
    insecure: bool({ usage: "Allow plain HTTP, and certificates that nobody vouches for" }),
  },
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (op, io, _client, { flags, args }) => {
  const [target = "", ...names] = args;
  const list = manifestName(target, `error parsing name for manifest list ${target}: `);
  const store = new ManifestStore(io.engine.configFolder);
  if (store.has(list) && !flags.amend) {
    throw new Error("refusing to amend an existing manifest list with no --amend flag");
  }
  const remote = new RemoteManifests(io, { credentials: new Credentials(io), insecure: flags.insecure });
  for (const text of names) {
    const name = manifestName(text);
    store.save(list, name, store.image(list, name) ?? (await remote.image(op, name)));
  }
  io.stdout.write(`Created manifest list ${referenceText(list)}\n`);
});
