import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { mapServices } from "#compose/named-service.ts";
import { planStart } from "#compose/plan/start.ts";
import type { Project } from "#compose/shape/project.ts";
import { proxyVariables } from "../../container-spec/proxies.ts";
import { bool } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { type ComposeCommand, type ComposeInvocation, runsCompose } from "../command.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import { planCreation, prepareProject } from "../lifecycle/create-project.ts";
import { isColored } from "../logs/colored.ts";
import { LogView } from "../logs/log-view.ts";
import { saidInterrupt } from "../said-exit.ts";
import { lockProject } from "../watch/project-lock.ts";
import { watchProject } from "../watch/watch-project.ts";

export const command = {
  usage: "[SERVICE...]",
  flags: {
    "no-up": bool({ usage: "Do not build & start services before watching" }),
    prune: bool({ usage: "Prune dangling images on rebuild", default: true }),
    quiet: bool({ usage: "hide build output" }),
  },
} satisfies ComposeCommand;

type Watch = ComposeInvocation<(typeof command)["flags"]>;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args: services, settings, projects } = invocation;
  const project = await projects.open(op, { services, discardsFiles: true });
  const unlock = lockProject(io, project.name);
  const stopped = new AbortController();
  const unlisten = io.signals.listen(["SIGINT", "SIGTERM"], () => stopped.abort());
  const watching: Op = { ...op, signal: AbortSignal.any([op.signal, stopped.signal]) };
  const view = new LogView({
    stdout: io.stdout,
    stderr: io.stderr,
    isColored: isColored(io, settings),
    isWatchColored: false,
    hasPrefix: false,
    hasTimestamps: false,
    now: () => io.now(),
  });
  try {
    if (!flags["no-up"]) await bringUp(watching, io, client, { invocation, project: withBuilds(project) });
    const { ended } = await watchProject(watching, io, client, {
      project,
      services,
      invocation,
      view,
      prunes: flags.prune,
      isQuietBuild: flags.quiet,
    });
    await ended;
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
  } finally {
    unlisten();
    unlock();
  }
  throw saidInterrupt(io);
});

/** What is developed is built first. */
const withBuilds = (project: Project): Project =>
  mapServices(project, (service) =>
    service.build !== undefined && service.develop !== undefined ? { ...service, pull_policy: "build" } : service,
  );

interface Work {
  readonly invocation: Watch;
  readonly project: Project;
}

async function bringUp(op: Op, io: Io, client: Client, { invocation, project }: Work): Promise<void> {
  const { flags, args: services } = invocation;
  const { quiet } = flags;
  const prepared = await prepareProject(op, io, client, {
    project,
    invocation,
    options: { services, isBuilt: true, isQuietPull: quiet, isQuietBuild: quiet },
  });
  const { plan, containers } = await planCreation(op, io, client, {
    prepared,
    invocation,
    isStarted: true,
    saysYes: false,
    options: { services, recreate: "diverged", recreateDependencies: "never", inherit: true, orphans: "warn" },
  });
  planStart(plan, { project: prepared.project, containers, proxies: proxyVariables(io.config, client.host) });
  await carryOut(op, io, client, { plan: plan.build(), invocation, options: { project, title: "Running" } });
}
