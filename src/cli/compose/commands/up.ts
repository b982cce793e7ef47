import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { ComposeError } from "#compose/errors.ts";
import { plannedAsMade } from "#compose/plan/containers.ts";
import { PlanBuilder } from "#compose/plan/plan-builder.ts";
import { planStart, planWait } from "#compose/plan/start.ts";
import { serviceNamed, withSelected } from "#compose/project/select.ts";
import type { Project } from "#compose/shape/project.ts";
import { isConfiguredForWatch } from "#compose/watch/rules.ts";
import { proxyVariables } from "../../container-spec/proxies.ts";
import { ExitError } from "../../errors.ts";
import { list } from "../../flags/lists.ts";
import { bool, integer, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { rawOutput } from "../../io/raw-output.ts";
import { cancellable } from "../cancellable.ts";
import { type ComposeCommand, type ComposeInvocation, runsCompose } from "../command.ts";
import { isTrue } from "../is-true.ts";
import { type Cascade, runAttached } from "../lifecycle/attached-run.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import { createFlags, recreation, withPullPolicy, withScale } from "../lifecycle/create-flags.ts";
import { type BuiltProject, type PlannedCreation, planCreation, prepareProject } from "../lifecycle/create-project.ts";
import { timeoutOf } from "../lifecycle/timeout.ts";
import { rememberVersion } from "../lifecycle/versions.ts";
import { withWaitLimit } from "../lifecycle/wait-limit.ts";
import { isColored } from "../logs/colored.ts";
import { LogView } from "../logs/log-view.ts";
import { KeyMenu } from "../menu/key-menu.ts";
import { ToggledWatch } from "../watch/toggled-watch.ts";
import { watchProject } from "../watch/watch-project.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: {
    ...createFlags,
    "abort-on-container-exit": bool({
      usage: "Stops all containers if any container was stopped. Incompatible with -d",
    }),
    "abort-on-container-failure": bool({
      usage: "Stops all containers if any container exited with failure. Incompatible with -d",
    }),
    "always-recreate-deps": bool({ usage: "Recreate dependent containers. Incompatible with --no-recreate." }),
    attach: list({
      usage: "Restrict attaching to the specified services. Incompatible with --attach-dependencies.",
      type: "stringArray",
    }),
    "attach-dependencies": bool({ usage: "Automatically attach to log output of dependent services" }),
    detach: bool({ short: "d", usage: "Detached mode: Run containers in the background" }),
    "exit-code-from": string({
      usage: "Return the exit code of the selected service container. Implies --abort-on-container-exit",
    }),
    menu: bool({
      usage:
        "Enable interactive shortcuts when running attached. Incompatible with --detach. Can also be enable/disable by setting COMPOSE_MENU environment var.",
    }),
    "no-attach": list({ usage: "Do not attach (stream logs) to the specified services", type: "stringArray" }),
    "no-color": bool({ usage: "Produce monochrome output" }),
    "no-deps": bool({ usage: "Don't start linked services" }),
    "no-log-prefix": bool({ usage: "Don't print prefix in logs" }),
    "no-start": bool({ usage: "Don't start the services after creating them" }),
    pull: string({ usage: 'Pull image before running ("always"|"missing"|"never")', default: "policy" }),
    "quiet-build": bool({ usage: "Suppress the build output" }),
    "renew-anon-volumes": bool({
      short: "V",
      usage: "Recreate anonymous volumes instead of retrieving data from the previous containers",
    }),
    timeout: integer({
      short: "t",
      usage: "Use this timeout in seconds for container shutdown when attached or when containers are already running",
    }),
    timestamps: bool({ usage: "Show timestamps" }),
    wait: bool({ usage: "Wait for services to be running|healthy. Implies detached mode." }),
    "wait-timeout": integer({
      usage: "Maximum duration in seconds to wait for the project to be running|healthy",
    }),
    watch: bool({
      short: "w",
      usage: "Watch source code and rebuild/refresh containers when files are updated.",
    }),
  },
} satisfies ComposeCommand;

type Up = ComposeInvocation<(typeof command)["flags"]>;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args: services, settings, projects } = invocation;
  checkFlags(flags);
  const opened = await projects.open(op, { services, discardsFiles: true });
  const orphans = orphanPolicy(invocation, opened);
  if (flags.attach.length > 0 && flags["attach-dependencies"])
    throw new ExitError(1, "cannot combine --attach and --attach-dependencies");
  if (!settings.keepsUnused && opened.services.size === 0) throw new ComposeError("no service selected");
  const project = changedProject(opened, invocation);
  const attach = isDetached(flags) ? [] : attachedServices(project, invocation);
  const prepared = await prepareProject(op, io, client, {
    project,
    invocation,
    options: {
      services,
      isBuilt: !flags["no-build"],
      isQuietPull: flags["quiet-pull"],
      isQuietBuild: flags["quiet-build"],
      isBuiltToldLater: true,
    },
  });
  const timeout = timeoutOf(invocation);
  const planned = await planCreation(op, io, client, {
    prepared,
    invocation,
    saysYes: flags.yes,
    isStarted: !flags["no-start"],
    options: {
      services,
      recreate: recreation(flags),
      recreateDependencies: flags["no-recreate"] ? "never" : flags["always-recreate-deps"] ? "force" : "diverged",
      inherit: !flags["renew-anon-volumes"],
      timeout,
      orphans,
    },
  });
  if (isDetached(flags) || flags["no-start"])
    return await upDetached(op, io, client, { invocation, prepared, planned });
  return await upAttached(op, io, client, { invocation, prepared, planned, attach, timeout });
});

const isDetached = (flags: Up["flags"]): boolean => flags.detach || flags.wait;

interface UpWork {
  readonly invocation: Up;
  readonly prepared: BuiltProject;
  readonly planned: PlannedCreation;
}

async function upDetached(op: Op, io: Io, client: Client, { invocation, prepared, planned }: UpWork): Promise<number> {
  const { flags } = invocation;
  const { project } = prepared;
  const { plan, containers } = planned;
  if (!flags["no-start"]) {
    planStart(plan, { project, containers, proxies: proxyVariables(io.config, client.host) });
    if (flags.wait) planWait(plan, project, containers);
  }
  const options = { project, title: flags["no-start"] ? "Creating" : "Running", told: prepared.built };
  const work = { plan: plan.build(), invocation, options };
  await rememberVersion(op, client, { prepared, planned, plan: work.plan, invocation });
  await cancellable(op, io, (ended) =>
    withWaitLimit(ended, flags["wait-timeout"], (limited) => carryOut(limited, io, client, work)),
  );
  return 0;
}

interface AttachedWork extends UpWork {
  readonly attach: readonly string[];
  readonly timeout: number | undefined;
}

async function upAttached(op: Op, io: Io, client: Client, work: AttachedWork): Promise<number> {
  const { invocation, prepared, planned, attach, timeout } = work;
  const { project } = prepared;
  const { flags, settings, args: services } = invocation;
  const options = { project, title: "Running" };
  const plan = planned.plan.build();
  await rememberVersion(op, client, { prepared, planned, plan, invocation });
  const made = await carryOut(op, io, client, { plan, invocation, options: { ...options, told: prepared.built } });
  if (settings.isDryRun) {
    io.stdout.write("end of 'compose up' output, interactive run is not supported in dry-run mode\n");
    return 0;
  }
  const start = new PlanBuilder();
  planStart(start, {
    project,
    containers: plannedAsMade(planned.containers, (step) => made.get(step)),
    proxies: proxyVariables(io.config, client.host),
  });
  const menu = wantsMenu(io, invocation) ? new KeyMenu(rawOutput(io.stdout), () => io.now()) : undefined;
  const shown = menu === undefined ? io : { ...io, stdout: rawOutput(io.stdout), stderr: rawOutput(io.stderr) };
  const view = new LogView({
    stdout: shown.stdout,
    stderr: shown.stderr,
    isColored: !flags["no-color"] && isColored(io, settings),
    isWatchColored: !flags["no-color"],
    hasPrefix: !flags["no-log-prefix"],
    hasTimestamps: flags.timestamps,
    below: menu,
    now: () => io.now(),
  });
  const isWatchable = isConfiguredForWatch(project);
  if (flags.watch && !isWatchable)
    throw new ComposeError(
      "none of the selected services is configured for watch, see https://docs.docker.com/compose/how-tos/file-watch/",
    );
  const watched = { project, services: [], invocation, view, prunes: false, isQuietBuild: flags["quiet-build"] };
  return await runAttached(op, shown, client, {
    project,
    invocation,
    view,
    attach,
    services,
    onExit: cascadeOf(flags),
    exitCodeFrom: flags["exit-code-from"],
    timeout,
    start: start.build(),
    watch: isWatchable ? new ToggledWatch((each) => watchProject(each, shown, client, watched)) : undefined,
    watchesAtOnce: flags.watch,
    menu,
  });
}

/** Where keys can be typed and lines can change, unless someone says otherwise. */
function wantsMenu(io: Io, { flags, changed, settings }: Up): boolean {
  if (!io.stdout.isTerminal || !io.stdin.isTerminal || settings.progress === "plain") return false;
  const variable = io.env["COMPOSE_MENU"];
  return changed("menu") ? flags.menu : variable === undefined || isTrue(variable);
}

function cascadeOf(flags: Up["flags"]): Cascade {
  if (flags["abort-on-container-failure"]) return "fail";
  return flags["abort-on-container-exit"] || flags["exit-code-from"] !== "" ? "stop" : "ignore";
}

function orphanPolicy({ flags, changed, settings }: Up, { environment }: Project): "ignore" | "warn" | "remove" {
  const removes = changed("remove-orphans") ? flags["remove-orphans"] : isTrue(settings.env["COMPOSE_REMOVE_ORPHANS"]);
  const ignores = isTrue(environment.get("COMPOSE_IGNORE_ORPHANS"));
  if (ignores && removes) throw new ExitError(1, "cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans");
  return removes ? "remove" : ignores ? "ignore" : "warn";
}

function changedProject(opened: Project, { flags, args, changed }: Up): Project {
  const pull = changed("pull") ? { pull: flags.pull } : {};
  const scaled = withScale(withPullPolicy(opened, { ...pull, build: flags.build }), flags.scale);
  const project = flags["no-deps"] ? withSelected(scaled, args, "none") : scaled;
  const exitCodeFrom = flags["exit-code-from"];
  if (exitCodeFrom !== "") serviceNamed(project, exitCodeFrom);
  return project;
}

/** Services whose output is shown. @throws ExitError for one that is not there */
function attachedServices(project: Project, { flags, args }: Up): string[] {
  const isHidden = (name: string): boolean => flags["no-attach"].includes(name);
  if (flags.attach.length > 0) {
    const unknown = flags.attach.filter((name) => !project.services.has(name));
    if (unknown.length > 0)
      throw new ExitError(1, `cannot attach to services not included in up: ${unknown.join(", ")}`);
    return flags.attach.filter((name) => !isHidden(name));
  }
  const chosen = withSelected(project, args, flags["attach-dependencies"] ? "dependencies" : "none");
  const names = [...chosen.services].filter(([, { attach }]) => attach !== false).map(([name]) => name);
  return names.filter((name) => !isHidden(name));
}

/** @throws ExitError for flags that do not go together */
function checkFlags(flags: Up["flags"]): void {
  const stops =
    flags["abort-on-container-exit"] || (flags["exit-code-from"] !== "" && !flags["abort-on-container-failure"]);
  const fails = flags["abort-on-container-failure"];
  const dependencies = flags["attach-dependencies"];
  const isAttaching = flags.attach.length > 0;
  const refuse = (message: string): never => {
    throw new ExitError(1, message);
  };
  if (stops && fails) refuse("--abort-on-container-failure cannot be combined with --abort-on-container-exit");
  if (flags.wait && (dependencies || stops || isAttaching))
    refuse("--wait cannot be combined with --abort-on-container-exit, --attach or --attach-dependencies");
  if (flags.build && flags["no-build"]) refuse("--build and --no-build are incompatible");
  if (isDetached(flags) && (dependencies || stops || fails || isAttaching || flags.watch))
    refuse(
      `--${flags.wait ? "wait" : "detach"} cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch`,
    );
  const pairs: readonly (readonly [boolean, string])[] = [
    [flags["renew-anon-volumes"] && flags["no-recreate"], "--no-recreate and --renew-anon-volumes"],
    [flags["force-recreate"] && flags["no-recreate"], "--force-recreate and --no-recreate"],
    [flags["always-recreate-deps"] && flags["no-recreate"], "--always-recreate-deps and --no-recreate"],
    [flags["no-build"] && flags.watch, "--no-build and --watch"],
  ];
  for (const [isGiven, names] of pairs) if (isGiven) refuse(`${names} are incompatible`);
}
