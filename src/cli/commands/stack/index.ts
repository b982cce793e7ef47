import type { CommandEntry } from "../../command.ts";

export const stackCommands: readonly CommandEntry[] = [
  {
    name: "config",
    short: "Show the Compose files as one, merged and filled in",
    load: () => import("./config.ts"),
  },
  {
    name: "deploy",
    aliases: ["up"],
    short: "Make a stack of a Compose file, or bring it up to date",
    isRefused: true,
    load: () => import("./deploy.ts"),
  },
  { name: "ls", aliases: ["list"], short: "Show stacks", load: () => import("./ls.ts") },
  { name: "ps", short: "Show the tasks of a stack", load: () => import("./ps.ts") },
  { name: "rm", aliases: ["remove", "down"], short: "Remove stacks", load: () => import("./rm.ts") },
  { name: "services", short: "Show the services of a stack", load: () => import("./services.ts") },
];
