import { inspectCommand } from "../../swarm/inspect-object.ts";
import { configText } from "../../swarm/stored-file.ts";

export const { command, run } = inspectCommand("CONFIG", { kind: "configs", pretty: configText });
