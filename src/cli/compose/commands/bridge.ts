import { list as texts } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import { exactlyAsDocker } from "../argument-count.ts";
import type { ComposeCommand } from "../command.ts";

export const convert = {
  usage: "",
  flags: {
    output: string({ short: "o", usage: "The output directory for the Kubernetes resources", default: "out" }),
    templates: string({ usage: "Directory containing transformation templates" }),
    transformation: texts({
      short: "t",
      usage: "Transformation to apply to compose model (default: docker/compose-bridge-kubernetes)",
      type: "stringArray",
    }),
  },
} satisfies ComposeCommand;

const createUsage = "[OPTION] PATH";

export const create = {
  usage: createUsage,
  argumentFault: exactlyAsDocker(1, createUsage),
  flags: {
    from: string({
      short: "f",
      usage: "Existing transformation to copy (default: docker/compose-bridge-kubernetes)",
    }),
  },
} satisfies ComposeCommand;

export const list = {
  usage: "",
  aliases: ["docker compose bridge transformations list", "docker compose bridge transformations ls"],
  flags: {
    format: string({ usage: "Format the output. Values: [table | json]", default: "table" }),
    quiet: bool({ short: "q", usage: "Only display transformer names" }),
  },
} satisfies ComposeCommand;
