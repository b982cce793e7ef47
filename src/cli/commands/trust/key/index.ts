import type { CommandEntry } from "../../../command.ts";

export const keyCommands: readonly CommandEntry[] = [
  { name: "generate", short: "Make a pair of keys that sign", isRefused: true, load: () => import("./generate.ts") },
  { name: "load", short: "Take a key that signs from a file", isRefused: true, load: () => import("./load.ts") },
];
