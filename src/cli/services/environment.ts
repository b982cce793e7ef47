import { readPairsFile } from "../container-spec/key-values.ts";
import { checkEnv } from "../container-spec/names.ts";
import { list } from "../flags/lists.ts";
import { containerOf, part, setOrDelete } from "./part.ts";

const keyOf = (pair: string): string => pair.split("=", 1)[0] ?? "";

export const environment = part({
  createFlags: {
    env: list({ short: "e", usage: "Set an environment variable", check: checkEnv }),
    "env-file": list({ usage: "File of environment variables" }),
  },
  updateFlags: {
    "env-add": list({ usage: "Set an environment variable", check: checkEnv }),
    "env-rm": list({ usage: "Take an environment variable away" }),
  },
  create(spec, { flags }) {
    const fromFiles = flags["env-file"].flatMap((path) => readPairsFile(path, (name) => process.env[name]));
    setOrDelete(containerOf(spec), "Env", [...fromFiles, ...flags.env]);
  },
  update(spec, { flags, changed }) {
    const container = containerOf(spec);
    const removed = new Set(flags["env-rm"]);
    const kept = (container.Env ?? []).filter((pair) => !removed.has(keyOf(pair)));
    if (!changed("env-add")) return setOrDelete(container, "Env", kept);
    const pairs = new Map([...kept, ...flags["env-add"]].map((pair) => [keyOf(pair), pair]));
    setOrDelete(container, "Env", [...pairs.values()]);
  },
});
