import type { CommandEntry } from "../../command.ts";

export const swarmCommands: readonly CommandEntry[] = [
  { name: "ca", short: "Show the root CA, or make another", load: () => import("./ca.ts") },
  { name: "init", short: "Begin a swarm", load: () => import("./init.ts") },
  { name: "join", short: "Join a swarm as a worker or a manager", load: () => import("./join.ts") },
  { name: "join-token", short: "Show or change what lets nodes join", load: () => import("./join-token.ts") },
  { name: "leave", short: "Leave the swarm", load: () => import("./leave.ts") },
  { name: "unlock", short: "Unlock a manager of a swarm", load: () => import("./unlock.ts") },
  { name: "unlock-key", short: "Show or change the key that unlocks managers", load: () => import("./unlock-key.ts") },
  { name: "update", short: "Change the settings of the swarm", load: () => import("./update.ts") },
];
