import type { Command, CommandModule, Run } from "../../../command.ts";
import { refuses } from "../../../refuses.ts";
import * as buildx from "../build.ts";

const { usage, arguments: count, flags } = buildx.command;

/** `build` below `debug`, and below `dap`: they take what `buildx build` takes. */
export function buildBelow(group: "debug" | "dap"): CommandModule {
  const command: Command = { usage, arguments: count, flags };
  return { command, run: refuses(`docker buildx ${group} build`, command) as Run };
}
