import type { CommandEntry } from "../../command.ts";

export const contextCommands: readonly CommandEntry[] = [
  { name: "create", short: "Make a context", load: () => import("./create.ts") },
  { name: "export", short: "Write a context to a tar archive", load: () => import("./export.ts") },
  { name: "import", short: "Read a context from a tar or zip archive", load: () => import("./import.ts") },
  { name: "inspect", short: "Show everything about contexts", load: () => import("./inspect.ts") },
  { name: "ls", aliases: ["list"], short: "Show contexts", load: () => import("./ls.ts") },
  { name: "rm", aliases: ["remove"], short: "Remove contexts", load: () => import("./rm.ts") },
  { name: "show", short: "Print the name of the context in use", load: () => import("./show.ts") },
  { name: "update", short: "Change a context", load: () => import("./update.ts") },
  { name: "use", short: "Choose the context to use from now on", load: () => import("./use.ts") },
];
