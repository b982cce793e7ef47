import type { ArgInstruction, ArgumentDefinition } from "#formats/dockerfile/instructions/instruction.ts";
import { controlArguments, expandIn } from "../reading.ts";
import { addHistory } from "./add-history.ts";
import type { CommandRoom } from "./apply-command.ts";

/** Declares arguments: the client's value, else the default, else that of an argument before the first FROM. */
export function applyArg(room: CommandRoom, command: ArgInstruction): void {
  const { stage, reading } = room;
  const texts: string[] = [];
  for (const definition of command.definitions) {
    const { key } = definition;
    const value = argumentValue(room, command, definition);
    if (value !== undefined && !controlArguments.has(key)) stage.environment.set(key, value);
    stage.args.push({ key, value });
    reading.outline.declare(stage, { definition, value: value ?? "", range: command.range });
    texts.push(value === undefined ? key : `${key}=${value}`);
  }
  addHistory(room, reading.words.config(`ARG ${texts.join(" ")}`));
}

function argumentValue(
  { stage, reading }: CommandRoom,
  { range }: ArgInstruction,
  { key, value }: ArgumentDefinition,
): string | undefined {
  const given = reading.request.buildArgs[key];
  if (given !== undefined) return given;
  if (value === undefined) return reading.globalArgs.get(key);
  return expandIn(stage, reading, value, { range }).text;
}
