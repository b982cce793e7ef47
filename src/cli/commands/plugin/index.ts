import type { CommandEntry } from "../../command.ts";

export const pluginCommands: readonly CommandEntry[] = [
  {
    name: "create",
    short: "Make a plugin of a folder that holds its config.json and its rootfs",
    load: () => import("./create.ts"),
  },
  { name: "disable", short: "Stop a plugin", load: () => import("./disable.ts") },
  { name: "enable", short: "Start a plugin", load: () => import("./enable.ts") },
  { name: "inspect", short: "Show everything the engine knows about plugins", load: () => import("./inspect.ts") },
  { name: "install", short: "Fetch a plugin from a registry", load: () => import("./install.ts") },
  { name: "ls", aliases: ["list"], short: "Show plugins", load: () => import("./ls.ts") },
  { name: "push", short: "Send a plugin to a registry", load: () => import("./push.ts") },
  { name: "rm", aliases: ["remove"], short: "Remove plugins", load: () => import("./rm.ts") },
  { name: "set", short: "Change the settings of a plugin", load: () => import("./set.ts") },
  { name: "upgrade", short: "Fetch another version of a plugin", load: () => import("./upgrade.ts") },
];
