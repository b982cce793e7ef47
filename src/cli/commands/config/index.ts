import type { CommandEntry } from "../../command.ts";

export const configCommands: readonly CommandEntry[] = [
  { name: "create", short: "Keep a file or standard input as a config", load: () => import("./create.ts") },
  { name: "inspect", short: "Show everything the engine knows about configs", load: () => import("./inspect.ts") },
  { name: "ls", aliases: ["list"], short: "Show configs", load: () => import("./ls.ts") },
  { name: "rm", aliases: ["remove"], short: "Remove configs", load: () => import("./rm.ts") },
];
