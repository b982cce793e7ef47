import type { CommandEntry } from "../../command.ts";

export const volumeCommands: readonly CommandEntry[] = [
  { name: "create", short: "Make a volume", load: () => import("./create.ts") },
  { name: "inspect", short: "Show everything the engine knows about volumes", load: () => import("./inspect.ts") },
  { name: "ls", aliases: ["list"], short: "Show volumes", load: () => import("./ls.ts") },
  { name: "prune", short: "Remove local volumes that nothing uses", load: () => import("./prune.ts") },
  { name: "rm", aliases: ["remove"], short: "Remove volumes", load: () => import("./rm.ts") },
  { name: "update", short: "Change a volume of a cluster", load: () => import("./update.ts") },
];
