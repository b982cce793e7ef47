import type { CommandEntry } from "../../command.ts";

/** The verbs of the program called as `docker-credential-gantry`. */
export const credentialCommands: readonly CommandEntry[] = [
  {
    name: "erase",
    short: "Forget the credential of a server whose address is read from standard input",
    load: () => import("./erase.ts"),
  },
  {
    name: "get",
    short: "Print the credential of a server whose address is read from standard input",
    load: () => import("./get.ts"),
  },
  {
    name: "list",
    short: "Print the servers there are credentials for, with their user names",
    load: () => import("./list.ts"),
  },
  {
    name: "store",
    short: "Keep a credential that is read from standard input as JSON",
    load: () => import("./store.ts"),
  },
];
