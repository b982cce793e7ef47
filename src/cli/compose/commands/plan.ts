import { planJson, planText } from "#compose/plan/print-plan.ts";
import { planStart } from "#compose/plan/start.ts";
import { proxyVariables } from "../../container-spec/proxies.ts";
import { bool } from "../../flags/scalars.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { formatFlag, isJson, lookAhead } from "../lifecycle/look-ahead.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  long: "Show the steps that up would take, and why, without taking any. Images are as the engine has them now.",
  flags: {
    format: formatFlag,
    "remove-orphans": bool({ usage: "Remove containers for services not defined in the Compose file" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags } = invocation;
  const show = isJson(flags.format) ? planJson : planText;
  const options = { inherit: true, orphans: flags["remove-orphans"] ? "remove" : "warn" } as const;
  const { project, plan, containers } = await lookAhead(op, io, client, { invocation, options });
  planStart(plan, { project, containers, proxies: proxyVariables(io.config, client.host) });
  io.stdout.write(show(plan.build()));
});
