import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { ManifestStore } from "../../manifests/manifest-store.ts";
import { manifestName } from "../../manifests/names.ts";

export const command = {
  usage: "MANIFEST_LIST [MANIFEST_LIST...]",
  arguments: atLeast(1),
  flags: {},
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (_op, io, _client, { args }) => {
  const store = new ManifestStore(io.engine.configFolder);
  const errors: string[] = [];
  for (const text of args) {
    try {
      store.remove(manifestName(text));
    } catch (error) {
      errors.push((error as Error).message);
    }
  }
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));
});
