import { digestOf } from "#base/digest-of.ts";
import { type Operation, scratch, type Vertex } from "#core/build/graph.ts";
import type { RunOperation } from "#core/build/run-operation.ts";
import type { InputFacts, StepFacts } from "#core/build/step-facts.ts";
import { platformText } from "#formats/oci/platform.ts";
import type { KeyedInput } from "../solver/step-keys.ts";

/** What a step is made of, for comparing it with what it was made of before. */
export function factsOf(vertex: Vertex, inputs: readonly KeyedInput[]): StepFacts {
  const { operation, meta } = vertex;
  const env = operation.kind === "run" ? operation.env.map(parseVariable) : [];
  return {
    instruction: withoutStage(meta.name),
    fields: fieldsOf(operation),
    environment: Object.fromEntries(env),
    arguments: meta.argumentNames ?? [],
    platform: operation.kind !== "run" || meta.platform === undefined ? "" : platformText(meta.platform),
    inputs: inputs.map((keyed) => inputFacts(operation, keyed)),
  };
}

/** `[stage 2/4] RUN make` → `RUN make`: how many steps there are is no reason. */
export function withoutStage(name: string): string {
  return name.replace(/^\[[^\]]*\] /, "");
}

function parseVariable(text: string): [string, string] {
  const end = text.indexOf("=");
  return end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end + 1)];
}

function inputFacts({ kind }: Operation, { input, identity, facts }: KeyedInput): InputFacts {
  const name = input.input === scratch ? scratch : withoutStage(input.input.meta.name);
  const role = input.reads === "below" ? "base" : kind === "run" ? "mount" : "files";
  return { name, role, digest: facts?.digest ?? identity };
}

function fieldsOf(operation: Operation): Record<string, string> {
  if (operation.kind === "run") return runFields(operation);
  if (operation.kind !== "file") return {};
  return Object.fromEntries(operation.actions.map((action, at) => [`action ${at + 1}`, textOf(action)]));
}

function runFields(operation: RunOperation): Record<string, string> {
  const { kind: _, root: __, env: ___, proxyEnv: ____, args, mounts, ...others } = operation;
  return {
    command: args.join(" "),
    ...Object.fromEntries(mounts.map((mount, at) => [`mount ${at + 1}`, textOf(mount)])),
    ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name, textOf(value)])),
  };
}

/** Without the trees that it reads: they are inputs. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return JSON.stringify(value, (_name, part: unknown) => {
    if (part instanceof Uint8Array) return digestOf(part);
    return typeof part === "object" && part !== null && "operation" in part ? undefined : part;
  });
}
