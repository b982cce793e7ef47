import { EngineError } from "#base/errors.ts";
import { cleanGoPath } from "#base/go-path.ts";
import { parseSignal } from "#base/signals.ts";
import { expandInstruction } from "#formats/dockerfile/instructions/expand.ts";
import type { Command, CommandLine } from "#formats/dockerfile/instructions/instruction.ts";
import { parseInstruction } from "#formats/dockerfile/instructions/parse-instruction.ts";
import { type EscapeCharacter, parseDockerfile } from "#formats/dockerfile/parser/parse.ts";
import { type Expansion, expandWord, variablesOf } from "#formats/dockerfile/shell/expand.ts";
import type { RunConfig } from "#formats/oci/image.ts";
import { exposedPorts } from "./ports.ts";

type Mutable = { -readonly [Key in keyof RunConfig]: RunConfig[Key] };

/** The instructions that change only the config of an image. */
const allowed: ReadonlySet<string> = new Set([
  ...["CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL"],
  ...["ONBUILD", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"],
]);

/**
 * Lays Dockerfile instructions over a config, as `import` and `commit` take them with `--change`.
 * @throws invalid-argument in Docker's words
 */
export function applyChanges(config: RunConfig, changes: readonly string[]): RunConfig {
  if (changes.length === 0) return config;
  const text = changes.join("\n");
  if (text === "") throw new EngineError("invalid-argument", "file with no instructions");
  const { nodes, escape: escapeCharacter } = parseDockerfile(text);
  for (const { word } of nodes)
    if (!allowed.has(word.toUpperCase()))
      throw new EngineError("invalid-argument", `${word} is not a valid change command`);
  const draft = new Draft(config, escapeCharacter);
  const instructions = nodes.map((node) => parseInstruction(node));
  for (const instruction of instructions) if (instruction.kind !== "from") draft.apply(instruction);
  return draft.config;
}

/** A config that instructions change one after another. */
class Draft {
  readonly config: Mutable;
  readonly #escape: EscapeCharacter;
  /** Whether an instruction has said what the command is: an entrypoint then leaves it. */
  #commandSet = false;

  constructor(config: RunConfig, escapeCharacter: EscapeCharacter) {
    this.config = { ...config };
    this.#escape = escapeCharacter;
  }

  apply(written: Command): void {
    const variables = variablesOf(this.config.Env ?? []);
    const expand = (text: string): Expansion => expandWord(text, variables, { escape: this.#escape });
    const word = (text: string): string => expand(text).text;
    const command = expandInstruction(written, { word, content: word });
    switch (command.kind) {
      case "cmd":
        this.config.Cmd = commandOf(command.command);
        this.#commandSet ||= command.command.words.length > 0;
        break;
      case "entrypoint":
        this.config.Entrypoint = command.command.words.length === 0 ? null : commandOf(command.command);
        if (!this.#commandSet) this.config.Cmd = null;
        break;
      case "env":
        for (const { key, value } of command.pairs)
          this.config.Env = withVariable(this.config.Env ?? [], `${key}=${value}`);
        break;
      case "label":
        this.config.Labels = {
          ...this.config.Labels,
          ...Object.fromEntries(command.pairs.map(({ key, value }) => [key, value])),
        };
        break;
      case "expose": {
        const ports = command.ports.flatMap((port) => expand(port).words).flatMap(exposedPorts);
        this.config.ExposedPorts = { ...this.config.ExposedPorts, ...keys(ports) };
        break;
      }
      case "volume":
        this.config.Volumes = { ...this.config.Volumes, ...keys(command.paths) };
        break;
      case "user":
        this.config.User = command.text;
        break;
      case "workdir":
        this.config.WorkingDir = workingDir(this.config.WorkingDir ?? "", command.text);
        break;
      case "stopsignal":
        parseSignal(command.text);
        this.config.StopSignal = command.text;
        break;
      case "onbuild":
        this.config.OnBuild = [...(this.config.OnBuild ?? []), command.expression];
        break;
      case "healthcheck":
        this.config.Healthcheck = command.healthcheck;
        break;
    }
  }
}

/** A list, or text for a shell; an empty list is no command. */
function commandOf({ words, usesShell }: CommandLine): readonly string[] | null {
  if (usesShell) return ["/bin/sh", "-c", ...words];
  return words.length === 0 ? null : words;
}

function withVariable(env: readonly string[], entry: string): string[] {
  const name = entry.slice(0, entry.indexOf("=") + 1);
  const at = env.findIndex((known) => known.startsWith(name));
  return at < 0 ? [...env, entry] : env.with(at, entry);
}

function keys(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

function workingDir(current: string, path: string): string {
  if (path === "") throw new EngineError("invalid-argument", "cannot normalize nothing");
  return cleanGoPath(path.startsWith("/") ? path : `/${current}/${path}`);
}
