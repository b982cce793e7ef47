import type { CommandEntry } from "../../command.ts";

export const secretCommands: readonly CommandEntry[] = [
  { name: "create", short: "Keep a file or standard input as a secret", load: () => import("./create.ts") },
  { name: "inspect", short: "Show everything the engine knows about secrets", load: () => import("./inspect.ts") },
  { name: "ls", aliases: ["list"], short: "Show secrets", load: () => import("./ls.ts") },
  { name: "rm", aliases: ["remove"], short: "Remove secrets", load: () => import("./rm.ts") },
];
