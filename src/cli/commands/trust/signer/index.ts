import type { CommandEntry } from "../../../command.ts";

export const signerCommands: readonly CommandEntry[] = [
  { name: "add", short: "Let somebody sign", isRefused: true, load: () => import("./add.ts") },
  { name: "remove", short: "Let somebody sign no more", isRefused: true, load: () => import("./remove.ts") },
];
