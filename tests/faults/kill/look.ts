import { readFileSync } from "node:fs";
import type { Engine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";
import type { BrokenPromises, Known, Ledger } from "./ledger.ts";

interface State {
  readonly Running: boolean;
  readonly Pid: number;
  readonly ExitCode: number;
  readonly StartedAt: string;
}

export async function stateOf(engine: Engine, name: string): Promise<State> {
  return (await engine.json<{ State: State }>("GET", `/containers/${name}/json`)).State;
}

/** What tells one running process from all others: container state and the kernel's start time. */
export async function identityOf(engine: Engine, name: string): Promise<string> {
  const { Running, Pid, StartedAt } = await stateOf(engine, name);
  const startTicks = Running ? readFileSync(`/proc/${Pid}/stat`, "utf8").split(") ")[1]!.split(" ")[19] : "";
  return JSON.stringify({ Running, Pid, StartedAt, startTicks });
}

/** Compares what the engine says after its restart with what had been acknowledged before its end. */
export async function compare(engine: Engine, ledger: Ledger, broken: BrokenPromises): Promise<void> {
  for (const [name, known] of ledger.containers) await compareContainer(engine, { name, known, ledger, broken });
  for (const tag of ledger.tags) {
    const { status } = await engine.request("GET", `/images/${tag}/json`);
    if (status !== 200) broken["what was acknowledged is there"].push(`image ${tag}: ${status} (in ${ledger.doing})`);
  }
}

interface Comparison {
  readonly name: string;
  readonly known: Known;
  readonly ledger: Ledger;
  readonly broken: BrokenPromises;
}

async function compareContainer(engine: Engine, { name, known, ledger, broken }: Comparison): Promise<void> {
  const { status, body } = await engine.request("GET", `/containers/${name}/json`);
  const was = known.exists ? "made" : "removed";
  const mayBeGone = known.autoRemove && known.exists === true;
  if (known.exists !== undefined && (status === 200) !== known.exists && !(mayBeGone && status === 404))
    broken["what was acknowledged is there"].push(`${name} was ${was}: ${status} (in ${ledger.doing})`);
  if (status !== 200) return;
  const { State } = JSON.parse(body.toString()) as { State: State };
  if (known.running !== undefined && State.Running !== known.running)
    broken["running containers keep running"].push(
      `${name}: running was ${known.running}: ${JSON.stringify(State)} (in ${ledger.doing})`,
    );
  if (State.Running) await checkProcess(name, State, broken);
  if (known.exitCode !== undefined && known.running === false && State.ExitCode !== known.exitCode)
    broken["exit codes are known"].push(`${name}: ${State.ExitCode}, not ${known.exitCode} (in ${ledger.doing})`);
}

/** A container that is said to run has a living process. */
async function checkProcess(name: string, state: State, broken: BrokenPromises): Promise<void> {
  try {
    process.kill(state.Pid, 0);
  } catch {
    broken["running containers keep running"].push(`${name}: no process ${state.Pid}`);
  }
}

/** Whether a container that had to end while the daemon was away has its true exit code. */
export async function compareExit(
  engine: Engine,
  name: string,
  expected: { readonly code: number; readonly doing: string; readonly broken: BrokenPromises },
): Promise<void> {
  try {
    await eventually(`${name} has ended`, async () => !(await stateOf(engine, name)).Running, { withinMs: 10_000 });
    const { ExitCode } = await stateOf(engine, name);
    if (ExitCode === expected.code) return;
    expected.broken["exit codes are known"].push(`${name}: ${ExitCode}, not ${expected.code} (in ${expected.doing})`);
  } catch (error) {
    expected.broken["exit codes are known"].push(`${name}: ${error}`);
  }
}

interface Listed {
  readonly Id: string;
}

/** Looks at all that the lists name, and removes it but for what is to be kept. */
export async function tidy(engine: Engine, ledger: Ledger, broken: BrokenPromises): Promise<void> {
  const problem = (text: string): number => broken["what is listed answers"].push(`${text} (in ${ledger.doing})`);
  const containers = await engine.json<Array<Listed & { Names: string[] }>>("GET", "/containers/json?all=1");
  for (const { Id, Names } of containers) {
    if (Names[0] === "/printer") continue;
    const seen = await engine.request("GET", `/containers/${Id}/json`);
    if (seen.status !== 200 && seen.status !== 404) problem(`inspect of ${Names[0]}: ${seen.status} ${seen.body}`);
    const removed = await engine.request("DELETE", `/containers/${Id}?force=1&v=1`);
    if (![204, 404, 409].includes(removed.status)) problem(`removal of ${Names[0]}: ${removed.status} ${removed.body}`);
  }
  await tidyImages(engine, problem);
}

async function tidyImages(engine: Engine, problem: (text: string) => number): Promise<void> {
  const images = await engine.json<Array<Listed & { RepoTags: string[] | null }>>("GET", "/images/json");
  for (const { Id, RepoTags } of images)
    for (const tag of RepoTags ?? [Id]) {
      if (tag === "busybox:latest") continue;
      const made = await engine.request("POST", "/containers/create?name=user", { body: { Image: tag } });
      if (made.status !== 201) problem(`${tag} is listed and cannot be used: ${made.body}`);
      else await engine.request("DELETE", "/containers/user");
      const removed = await engine.request("DELETE", `/images/${tag}`);
      if (removed.status !== 200) problem(`removal of ${tag}: ${removed.status} ${removed.body}`);
    }
}
