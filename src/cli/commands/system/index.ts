import type { CommandEntry } from "../../command.ts";

export const systemCommands: readonly CommandEntry[] = [
  { name: "df", short: "Show what takes disk space", load: () => import("./df.ts") },
  {
    name: "dial-stdio",
    short: "Connect standard input and output to the engine's socket",
    hidden: true,
    load: () => import("./dial-stdio.ts"),
  },
  { name: "events", short: "Show what happens in the engine as it happens", load: () => import("./events.ts") },
  { name: "info", short: "Show facts about the engine and its machine", load: () => import("./info.ts") },
  { name: "prune", short: "Remove what nothing uses", load: () => import("./prune.ts") },
];
