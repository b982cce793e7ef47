import { isDeepStrictEqual } from "node:util";
import { eventually } from "../eventually.ts";
import { ask, type Heard } from "./ask.ts";
import { BegunCommand } from "./begun-command.ts";
import { fits, shows, unmet } from "./pattern.ts";
import type { RunStep, Step } from "./script.ts";
import type { Stage } from "./stage.ts";

/** What steps leave to later ones. */
export class Memory {
  begun: BegunCommand | undefined;
  readonly kept = new Map<string, readonly string[]>();
}

type Of<Kind extends Step["kind"]> = Extract<Step, { kind: Kind }>;
type Performers = { readonly [Kind in Step["kind"]]: (stage: Stage, step: Of<Kind>, memory: Memory) => Promise<void> };

const performers: Performers = {
  run: runCommand,
  async begin(stage, { command, shown }, memory) {
    await memory.begun?.interrupt();
    memory.begun = new BegunCommand(stage.argv(command), stage.environment);
    for (const pattern of shown) await memory.begun.shows(pattern);
  },
  async interrupt(_, { exit }, memory) {
    if (memory.begun === undefined) throw new Error("nothing has been begun");
    const code = await memory.begun.interrupt();
    memory.begun = undefined;
    if (code === null) throw new Error("it does not end");
    if (exit !== undefined && code !== exit) throw new Error(`exit ${code}, not ${exit}`);
  },
  async project(stage, { name }) {
    stage.project = name;
  },
  async wait(stage, { service, state }) {
    await heard(
      state,
      async () => ({ text: await stateOf(stage, service), failed: false }),
      (now) => fits(`${state}*`, now.text),
    );
  },
  async get(stage, step) {
    await answered(step, () => ask.get(stage, step.url));
  },
  async exec(stage, step) {
    await answered(step, () => ask.exec(stage, step));
  },
  async logs(stage, { service, pattern }) {
    await heard(
      pattern,
      () => ask.logs(stage, service),
      ({ text }) => shows(text, pattern),
    );
  },
  async inspect(stage, { object, path, value }) {
    let found = await stage.inspect(object);
    for (const key of path) found = (found as Record<string, unknown> | null | undefined)?.[key];
    const text = typeof found === "string" ? found : (JSON.stringify(found) ?? "none");
    if (!fits(value, text)) throw new Error(`it is ${text}`);
  },
  async count(stage, { service, count }) {
    const running = async (): Promise<number> =>
      (await stage.containers(service)).filter(({ State }) => State === "running").length;
    await heard(
      `${count}`,
      async () => ({ text: `${await running()}`, failed: false }),
      ({ text }) => text === `${count}`,
    );
  },
  async keep(stage, { service }, memory) {
    memory.kept.set(service, await idsOf(stage, service));
  },
  async same(stage, { service }, memory) {
    const [before, now] = [keptOf(memory, service), await idsOf(stage, service)];
    if (!isDeepStrictEqual(before, now)) throw new Error(`it was ${before.join(" ")}, and is ${now.join(" ")}`);
  },
  async new(stage, { service }, memory) {
    const [before, now] = [keptOf(memory, service), await idsOf(stage, service)];
    const old = now.filter((id) => before.includes(id));
    if (old.length > 0 || now.length === 0) throw new Error(`not new: ${old.join(" ")}`);
  },
  async "nothing left"(stage) {
    const left = await stage.remains();
    if (left.length > 0) throw new Error(`left: ${left.join(", ")}`);
  },
  async "engine restarts"(stage) {
    if (!(await stage.engine.stop())) throw new Error("the engine did not end by itself");
    await stage.engine.up();
  },
};

/** Does what the step says. @throws Error when that is not what is seen */
export async function perform(stage: Stage, step: Step, memory: Memory): Promise<void> {
  await (performers[step.kind] as (stage: Stage, step: Step, memory: Memory) => Promise<void>)(stage, step, memory);
}

async function runCommand(stage: Stage, { command, exit, lines }: RunStep): Promise<void> {
  const { code, stdout, stderr } = await stage.run(stage.argv(command), { env: stage.environment });
  const output = `${stdout}${stderr}`;
  if (code !== exit) throw new Error(`exit ${code}, not ${exit}:\n${output}`);
  const missing = unmet(output, lines);
  if (missing !== undefined) throw new Error(`not as "${missing.kind} ${missing.pattern}" says:\n${output}`);
}

async function answered({ answer }: Of<"get" | "exec">, question: () => Promise<Heard>): Promise<void> {
  if (answer.kind === "shows")
    return await heard(answer.pattern, question, ({ text, failed }) => !failed && shows(text, answer.pattern));
  if (answer.kind === "is") return await heard(`${answer.status}`, question, ({ status }) => status === answer.status);
  const { text, failed } = await question();
  if (failed !== (answer.kind === "fails")) throw new Error(`${failed ? "failed" : "did not fail"}:\n${text}`);
}

/** Asks until what is heard will do. */
async function heard(wanted: string, question: () => Promise<Heard>, willDo: (heard: Heard) => boolean): Promise<void> {
  let last: Heard | undefined;
  try {
    await eventually(
      wanted,
      async () => {
        last = await question();
        return willDo(last);
      },
      { withinMs: 30_000, everyMs: 50 },
    );
  } catch (error) {
    throw new Error(last === undefined ? String(error) : `not ${wanted}, but:\n${last.text}`);
  }
}

/** `running healthy`, `exited 3`, …; `gone` where there is no container. */
async function stateOf(stage: Stage, service: string): Promise<string> {
  const [first] = await stage.containers(service);
  if (first === undefined) return "gone";
  const { State } = (await stage.inspect({ kind: "container", name: service })) as {
    State: { Status: string; ExitCode: number; Health?: { Status: string } };
  };
  if (State.Health !== undefined && State.Status === "running") return State.Health.Status;
  return State.Status === "exited" ? `exited ${State.ExitCode}` : State.Status;
}

async function idsOf(stage: Stage, service: string): Promise<string[]> {
  return (await stage.containers(service)).map(({ Id }) => Id);
}

function keptOf({ kept }: Memory, service: string): readonly string[] {
  const ids = kept.get(service);
  if (ids === undefined) throw new Error(`no \`keep ${service}\` comes before`);
  return ids;
}
