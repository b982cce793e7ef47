import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { imageList } from "#client/image-list.ts";
import { imageRemove } from "#client/image-remove.ts";
import { labels } from "#compose/labels.ts";
import { observeProject } from "#compose/observe/observe-project.ts";
import { plannedAsObserved } from "#compose/plan/containers.ts";
import { PlanBuilder } from "#compose/plan/plan-builder.ts";
import { planLeftSteps } from "#compose/plan/pre-start.ts";
import { planStart } from "#compose/plan/start.ts";
import { withSelected } from "#compose/project/select.ts";
import type { Project } from "#compose/shape/project.ts";
import { proxyVariables } from "../../container-spec/proxies.ts";
import type { Io, Output } from "../../io/io.ts";
import { buildServices } from "../lifecycle/build-services.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import { type ProjectInvocation, planCreation, prepareProject } from "../lifecycle/create-project.ts";
import { LineSplitter } from "../logs/line-splitter.ts";
import { type LogView, watchSource } from "../logs/log-view.ts";
import { quietWriter } from "../progress/plain.ts";

export interface Rebuild {
  readonly project: Project;
  readonly services: readonly string[];
  readonly invocation: ProjectInvocation;
  readonly view: LogView;
  readonly prunes: boolean;
  readonly isQuietBuild: boolean;
}

/** Builds services anew and puts new containers in the place of theirs. @throws Error where it fails, which has been told */
export async function rebuildServices(op: Op, io: Io, client: Client, work: Rebuild): Promise<void> {
  const { project, services, view, prunes } = work;
  const names = `[${services.map((name) => JSON.stringify(name)).join(" ")}]`;
  const say = (text: string): void => view.log(watchSource, text);
  const telling = async (what: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      say(`${what} Error: ${(error as Error).message}`);
      throw error;
    }
  };
  say(`Rebuilding service(s) ${names} after changes were detected...`);
  await telling("Build failed.", () => build(op, io, client, work));
  if (prunes) await removeDangling(op, client, project.name);
  say(`service(s) ${names} successfully built`);
  await telling("Failed to recreate services after update.", () => recreate(op, io, client, work));
  await telling("Application failed to start after update.", () => start(op, io, client, work)).catch(() => {});
}

async function build(op: Op, io: Io, client: Client, work: Rebuild): Promise<void> {
  const { project, services, view, isQuietBuild } = work;
  const lines = new LineSplitter((line) => view.log(watchSource, line));
  const told = { ...io, stderr: lineOutput(lines), stdout: lineOutput(lines) };
  const settings = { ...work.invocation.settings, progress: "plain" as const };
  const invocation = { ...work.invocation, settings };
  const options = { isQuiet: isQuietBuild, progress: quietWriter };
  await buildServices(op, told, client, { project, services, invocation, options });
  lines.end();
}

function lineOutput(lines: LineSplitter): Output {
  const push = (data: string | Uint8Array): void =>
    lines.push(typeof data === "string" ? new TextEncoder().encode(data) : data);
  return {
    isTerminal: false,
    write: push,
    send: async (data) => push(data),
    windowSize: () => ({ rows: 0, columns: 0 }),
  };
}

/** Removes images of the project that no name leads to. */
async function removeDangling(op: Op, client: Client, project: string): Promise<void> {
  const filters = { dangling: ["true"], label: [`${labels.project}=${project}`] };
  for (const { Id } of await imageList(op, client, { filters }).catch(() => []))
    await imageRemove(op, client, Id).catch((error: Error) =>
      op.log.debug(`Failed to remove image ${Id}: ${error.message}`),
    );
}

async function recreate(op: Op, io: Io, client: Client, { project, services, invocation }: Rebuild): Promise<void> {
  const options = { services, isBuilt: false, isQuietPull: true };
  const prepared = await prepareProject(op, io, client, { project, invocation, options });
  const { plan } = await planCreation(op, io, client, {
    prepared,
    invocation,
    saysYes: false,
    options: { services, recreate: "force", recreateDependencies: "diverged", inherit: true, orphans: "warn" },
  });
  await carryOut(op, io, client, {
    plan: plan.build(),
    invocation,
    options: { project, title: "Running", progress: quietWriter },
  });
}

async function start(op: Op, io: Io, client: Client, { project, services, invocation }: Rebuild): Promise<void> {
  const chosen = withSelected(project, services, "dependents");
  const { containers, steps } = await observeProject(op, client, project.name);
  const plan = new PlanBuilder();
  planLeftSteps(plan, chosen, steps);
  planStart(plan, {
    project: chosen,
    containers: plannedAsObserved(containers),
    proxies: proxyVariables(io.config, client.host),
  });
  await carryOut(op, io, client, {
    plan: plan.build(),
    invocation,
    options: { project, title: "Running", progress: quietWriter },
  });
}
