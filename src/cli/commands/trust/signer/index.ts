import type { CommandEntry } from "../../../command.ts";

export const signerCommands: readonly CommandEntry[] = [
  { name: "add", short: "Let somebody sign", load: () => import("./add.ts") },
  { name: "remove", short: "Let somebody sign no more", load: () => import("./remove.ts") },
];
