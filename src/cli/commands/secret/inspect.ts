import { inspectCommand } from "../../swarm/inspect-object.ts";
import { secretText } from "../../swarm/stored-file.ts";

export const { command, run } = inspectCommand("SECRET", { kind: "secrets", pretty: secretText });
