import type { CommandEntry } from "../../command.ts";

const shells = ["bash", "fish", "powershell", "zsh"] as const;

export const completionCommands: readonly CommandEntry[] = shells.map((shell) => ({
  name: shell,
  short: `Print the script that completes command lines in ${shell}`,
  load: async () => (await import("./script.ts")).scriptCommand(shell),
}));
