import type { Op } from "#base/op.ts";
import { ComposeError } from "#compose/errors.ts";
import { namedServices } from "#compose/named-service.ts";
import { againstDependencyOrder } from "#compose/plan/dependencies.ts";
import { planDown } from "#compose/plan/down.ts";
import type { Project } from "#compose/shape/project.ts";
import { ExitError } from "../../errors.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { imagesToRemove } from "../images/images-to-remove.ts";
import { isTrue } from "../is-true.ts";
import { carryOut, progressOf } from "../lifecycle/carry-out.ts";
import type { ProjectInvocation } from "../lifecycle/create-project.ts";
import { type KnownProject, knownProject } from "../lifecycle/observed-project.ts";
import { runProvider } from "../lifecycle/providers.ts";
import { timeoutFlag, timeoutOf } from "../lifecycle/timeout.ts";

export const command = {
  usage: "[OPTIONS] [SERVICES]",
  flags: {
    "remove-orphans": bool({ usage: "Remove containers for services not defined in the Compose file" }),
    rmi: string({
      usage: 'Remove images used by services. "local" remove only images that don\'t have a custom tag ("local"|"all")',
    }),
    timeout: timeoutFlag,
    volumes: bool({
      short: "v",
      usage:
        'Remove named volumes declared in the "volumes" section of the Compose file and anonymous volumes attached to containers',
    }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args, changed, settings, projects } = invocation;
  const { rmi } = flags;
  if (rmi !== "" && rmi !== "all" && rmi !== "local")
    throw new ExitError(1, `invalid value for --rmi: ${JSON.stringify(rmi)}`);
  const removesOrphans = changed("remove-orphans")
    ? flags["remove-orphans"]
    : isTrue(settings.env["COMPOSE_REMOVE_ORPHANS"]);
  const known = await knownProject(op, client, invocation, args);
  const { project, observed } = known;
  const services = chosenServices(known, args);
  if (services === undefined) return;
  const images = rmi === "" ? [] : await imagesToRemove(op, client, { project, mode: rmi, removesOrphans });
  const options = { services, timeout: timeoutOf(invocation), removesOrphans, removesVolumes: flags.volumes, images };
  const plan = planDown(project, observed, options);
  await providersDown(op, io, { project, invocation: { settings, projects } });
  await carryOut(op, io, client, { plan, invocation, options: { project, title: "Running" } });
});

/** `undefined`: none of those that were named is there. @throws ComposeError where the files do not know one */
function chosenServices({ project, hasFiles }: KnownProject, names: readonly string[]): readonly string[] | undefined {
  const unknown = names.find((name) => !project.services.has(name));
  if (unknown !== undefined && hasFiles) throw new ComposeError(`no such service: ${unknown}`);
  const known = names.filter((name) => project.services.has(name));
  return names.length > 0 && known.length === 0 ? undefined : known;
}

async function providersDown(
  op: Op,
  io: Io,
  { project, invocation }: { readonly project: Project; readonly invocation: ProjectInvocation },
): Promise<void> {
  const provided = namedServices(project).filter(({ provider }) => provider !== undefined);
  if (provided.length === 0 || invocation.settings.isDryRun) return;
  const progress = progressOf(io, invocation, "Running");
  try {
    for (const name of againstDependencyOrder(project).keys()) {
      const service = provided.find((each) => each.name === name);
      if (service !== undefined) await runProvider(op, io, { project, service, verb: "down", progress });
    }
  } finally {
    progress.stop();
  }
}
