import type { CommandLine } from "#formats/dockerfile/instructions/instruction.ts";
import type { StageDraft } from "../stage-draft.ts";

const defaultShell = ["/bin/sh", "-c"];

export function shellOf(stage: StageDraft): readonly string[] {
  const own = stage.image.config?.Shell ?? [];
  return own.length === 0 ? defaultShell : own;
}

/** The words of a command, those of text behind the shell. */
export function commandWords(stage: StageDraft, { words, usesShell }: CommandLine): string[] {
  return usesShell ? [...shellOf(stage), words.join(" ")] : [...words];
}
