import { list } from "../flags/lists.ts";
import { filesFlag, resolveFiles } from "./file-references.ts";
import { containerOf, part, setOrDelete } from "./part.ts";

export const secrets = part({
  createFlags: { secret: filesFlag("secret", "Secret that containers see") },
  updateFlags: {
    "secret-add": filesFlag("secret", "Secret that containers see"),
    "secret-rm": list({ usage: "Secret that containers see no more" }),
  },
  async create(spec, { flags }, { op, client }) {
    setOrDelete(containerOf(spec), "Secrets", await resolveFiles(op, client, "secret", flags.secret));
  },
  async update(spec, { flags }, { op, client }) {
    const container = containerOf(spec);
    const removed = new Set(flags["secret-rm"]);
    const kept = (container.Secrets ?? []).filter(({ SecretName = "" }) => !removed.has(SecretName));
    setOrDelete(container, "Secrets", [...kept, ...(await resolveFiles(op, client, "secret", flags["secret-add"]))]);
  },
});
