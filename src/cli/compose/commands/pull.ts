import type { Op } from "#base/op.ts";
import { Slots } from "#base/slots.ts";
import type { Client } from "#client/client.ts";
import { ComposeError } from "#compose/errors.ts";
import { mapServices, namedServices } from "#compose/named-service.ts";
import { withSelected } from "#compose/project/select.ts";
import type { Project } from "#compose/shape/project.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { type ComposeCommand, type ComposeInvocation, runsCompose } from "../command.ts";
import { localImages } from "../images/local-images.ts";
import { type PullChoice, pullChoices } from "../images/pull-choices.ts";
import { pullImage } from "../images/pull-services.ts";
import { progressOf } from "../lifecycle/carry-out.ts";
import type { ProgressWriter } from "../progress/writer.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: {
    "ignore-buildable": bool({ usage: "Ignore images that can be built" }),
    "ignore-pull-failures": bool({ usage: "Pull what it can and ignores images with pull failures" }),
    "include-deps": bool({ usage: "Also pull services declared as dependencies" }),
    "no-parallel": bool({ usage: "DEPRECATED disable parallel pulling", default: true, hidden: true }),
    parallel: bool({ usage: "DEPRECATED pull multiple images in parallel", default: true, hidden: true }),
    policy: string({ usage: 'Apply pull policy ("missing"|"always")' }),
    quiet: bool({ short: "q", usage: "Pull without printing progress information" }),
  },
} satisfies ComposeCommand;

type Pull = ComposeInvocation<(typeof command)["flags"]>;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args: services, changed, projects } = invocation;
  for (const name of ["no-parallel", "parallel"] as const)
    if (changed(name)) io.stderr.write(`\x1b[31moption '--${name}' is DEPRECATED and will be ignored.\n\x1b[0m`);
  const opened = await projects.open(op, { services, skips: ["environment"] });
  const chosen = flags["include-deps"] ? opened : withSelected(opened, services, "none");
  const project = withPolicy(chosen, flags.policy);
  const progress = progressOf(io, invocation, "Pulling");
  try {
    await pullProject(op, io, client, { invocation, project, progress });
  } finally {
    progress.stop();
  }
});

function withPolicy(project: Project, policy: string): Project {
  if (policy === "") return project;
  return mapServices(project, (service) => (service.image ? { ...service, pull_policy: policy } : service));
}

interface Work {
  readonly invocation: Pull;
  readonly project: Project;
  readonly progress: ProgressWriter;
}

async function pullProject(op: Op, io: Io, client: Client, { invocation, project, progress }: Work): Promise<void> {
  const { flags, settings } = invocation;
  const images = await localImages(op, client, project);
  const failures: Error[] = [];
  const mustBeBuilt: string[] = [];
  const choices = pullChoices(namedServices(project), {
    isThere: (image) => images.has(image),
    ignoresBuildable: flags["ignore-buildable"],
    defaultPlatform: project.environment.get("DOCKER_DEFAULT_PLATFORM") ?? "",
  });
  for (const { service, skipped } of choices)
    if (skipped !== undefined) progress.event({ id: service, status: "done", text: "", detail: skipped });
  const pulled = choices.flatMap(({ pull }) => pull ?? []);
  const stopped = new AbortController();
  const each: Op = { ...op, signal: AbortSignal.any([op.signal, stopped.signal]) };
  const slots = new Slots(settings.parallel ?? Number.POSITIVE_INFINITY);
  const results = await Promise.allSettled(pulled.map((wanted) => slots.run(each, () => pullOne(wanted))));
  if (mustBeBuilt.length > 0)
    progress.tail(
      `WARNING: Some service image(s) must be built from source by running:\n    docker compose build ${mustBeBuilt.join(" ")}`,
    );
  if (stopped.signal.aborted) throw stopped.signal.reason;
  for (const result of results) if (result.status === "rejected") throw result.reason;
  if (!flags["ignore-pull-failures"] && failures.length > 0)
    throw new ComposeError(failures.map(({ message }) => message).join("\n"));

  async function pullOne(wanted: NonNullable<PullChoice["pull"]>): Promise<void> {
    const { service: id } = wanted;
    try {
      await pullImage(each, io, client, { wanted, progress, isQuiet: flags.quiet, isDryRun: settings.isDryRun });
    } catch (error) {
      if (each.signal.aborted) return;
      failures.push(error as Error);
      if (wanted.canBeBuilt) mustBeBuilt.push(id);
      // The others need not go on.
      else if (!flags["ignore-pull-failures"]) stopped.abort(error);
    }
  }
}
