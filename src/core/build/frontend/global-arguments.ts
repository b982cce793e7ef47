import { locating } from "#formats/dockerfile/dockerfile-error.ts";
import type { ArgInstruction, ArgumentDefinition } from "#formats/dockerfile/instructions/instruction.ts";
import type { EscapeCharacter } from "#formats/dockerfile/parser/parse.ts";
import { expandWord } from "#formats/dockerfile/shell/expand.ts";
import type { SourceRange } from "#formats/dockerfile/source-range.ts";

/** What is known of an argument, for the outline. */
export interface ArgumentFacts {
  readonly definition: ArgumentDefinition;
  readonly value: string;
  /** Arguments that its default names. */
  readonly needs: ReadonlySet<string>;
  readonly range: SourceRange;
}

export interface GlobalArguments {
  readonly values: ReadonlyMap<string, string>;
  readonly facts: ReadonlyMap<string, ArgumentFacts>;
}

export interface GlobalOptions {
  /** Of the client. */
  readonly given: Readonly<Record<string, string>>;
  readonly escape: EscapeCharacter;
}

/** The arguments before the first FROM: what the client gives, else their defaults. @throws DockerfileError */
export function globalArguments(
  automatic: ReadonlyMap<string, string>,
  instructions: readonly ArgInstruction[],
  options: GlobalOptions,
): GlobalArguments {
  const values = new Map(automatic);
  const facts = new Map<string, ArgumentFacts>();
  for (const { definitions, range } of instructions) {
    for (const definition of definitions) {
      const { key } = definition;
      const own = locating(range, () => argumentValue(definition, values, options));
      if (own.value !== undefined) values.set(key, own.value);
      const needs = new Set([...own.needs].filter((name) => name !== key));
      if (own.needs.has(key)) for (const name of facts.get(key)?.needs ?? []) needs.add(name);
      facts.set(key, { definition, value: own.value ?? "", needs, range });
    }
  }
  return { values, facts };
}

function argumentValue(
  { key, value }: ArgumentDefinition,
  values: ReadonlyMap<string, string>,
  options: GlobalOptions,
): { readonly value: string | undefined; readonly needs: ReadonlySet<string> } {
  const fromClient = options.given[key];
  if (fromClient !== undefined) return { value: fromClient, needs: new Set() };
  if (value === undefined) return { value, needs: new Set() };
  const { text, matched } = expandWord(value, values, { escape: options.escape });
  return { value: text, needs: matched };
}
