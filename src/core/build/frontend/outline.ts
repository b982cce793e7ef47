import type { ArgumentDefinition } from "#formats/dockerfile/instructions/instruction.ts";
import type { SourceRange } from "#formats/dockerfile/source-range.ts";
import type { ArgumentFacts } from "./global-arguments.ts";
import type { StageDraft } from "./stage-draft.ts";

export interface NamedNeed {
  readonly id: string;
  readonly required: boolean;
  readonly range: SourceRange;
}

interface StageOutline {
  /** All that the stage may name, those before the first FROM too. */
  readonly args: Map<string, ArgumentFacts>;
  readonly used: Set<string>;
  readonly secrets: Map<string, NamedNeed>;
  readonly ssh: Map<string, NamedNeed>;
}

/** What a build may be given, noted while its Dockerfile is read (`--call=outline`). */
export class Outline {
  readonly #globals: ReadonlyMap<string, ArgumentFacts>;
  readonly #usedGlobals = new Set<string>();
  readonly #stages = new Map<StageDraft, StageOutline>();

  constructor(globals: ReadonlyMap<string, ArgumentFacts>) {
    this.#globals = globals;
  }

  /** A FROM line names them. */
  useGlobal(names: Iterable<string>): void {
    for (const name of names) this.#use(name);
  }

  #use(name: string): void {
    if (this.#usedGlobals.has(name)) return;
    this.#usedGlobals.add(name);
    for (const needed of this.#globals.get(name)?.needs ?? []) this.#use(needed);
  }

  /** ARG of a stage; one that only takes over what stands before the first FROM is that one. */
  declare(
    stage: StageDraft,
    argument: { readonly definition: ArgumentDefinition; readonly value: string; readonly range: SourceRange },
  ): void {
    const { key, value } = argument.definition;
    const own = this.#of(stage);
    if (value === undefined && this.#globals.has(key)) this.#use(key);
    else own.args.set(key, { ...argument, needs: new Set() });
    own.used.add(key);
  }

  noteSecret(stage: StageDraft, need: NamedNeed): void {
    const { secrets } = this.#of(stage);
    if (!secrets.has(need.id)) secrets.set(need.id, need);
  }

  noteSsh(stage: StageDraft, need: NamedNeed): void {
    const { ssh } = this.#of(stage);
    if (!ssh.has(need.id)) ssh.set(need.id, need);
  }

  /** What all of these stages may be given, in the order of the Dockerfile. */
  of(stages: Iterable<StageDraft>): {
    readonly args: readonly ArgumentFacts[];
    readonly secrets: readonly NamedNeed[];
    readonly ssh: readonly NamedNeed[];
  } {
    const args = new Map<string, ArgumentFacts>();
    const secrets = new Map<string, NamedNeed>();
    const ssh = new Map<string, NamedNeed>();
    for (const name of this.#usedGlobals) add(args, name, this.#globals.get(name));
    for (const stage of stages) {
      const own = this.#stages.get(stage);
      for (const [name, facts] of own?.args ?? []) add(args, name, facts);
      for (const [id, need] of own?.secrets ?? []) add(secrets, id, need);
      for (const [id, need] of own?.ssh ?? []) add(ssh, id, need);
    }
    return { args: inOrder(args), secrets: inOrder(secrets), ssh: inOrder(ssh) };
  }

  #of(stage: StageDraft): StageOutline {
    const known = this.#stages.get(stage);
    if (known !== undefined) return known;
    const made: StageOutline = { args: new Map(), used: new Set(), secrets: new Map(), ssh: new Map() };
    this.#stages.set(stage, made);
    return made;
  }
}

function add<T>(all: Map<string, T>, name: string, value: T | undefined): void {
  if (value !== undefined && !all.has(name)) all.set(name, value);
}

function inOrder<T extends { readonly range: SourceRange }>(all: ReadonlyMap<string, T>): T[] {
  return [...all.values()].sort((a, b) => a.range.start.line - b.range.start.line);
}
