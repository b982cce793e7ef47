import type { Op } from "#base/op.ts";
import { locating } from "#formats/dockerfile/dockerfile-error.ts";
import { expandInstruction, type InstructionExpanders } from "#formats/dockerfile/instructions/expand.ts";
import type { SourceRange } from "#formats/dockerfile/source-range.ts";
import type { FrontendPorts } from "../../frontend.ts";
import { expandIn, type Reading } from "../reading.ts";
import type { StageCommand, StageDraft } from "../stage-draft.ts";
import { applyArg } from "./apply-arg.ts";
import {
  applyCmd,
  applyEntrypoint,
  applyEnv,
  applyExpose,
  applyHealthcheck,
  applyLabel,
  applyMaintainer,
  applyOnbuild,
  applyShell,
  applyStopSignal,
  applyUser,
  applyVolume,
} from "./apply-config.ts";
import { applyCopy } from "./apply-copy.ts";
import { applyRun } from "./apply-run.ts";
import { applyWorkdir } from "./apply-workdir.ts";

/** What a command changes besides the stage: nothing; what it asks for is in the ports. */
export interface CommandRoom {
  readonly op: Op;
  readonly ports: FrontendPorts;
  readonly stage: StageDraft;
  readonly reading: Reading;
  readonly isOnBuild: boolean;
}

/** Lets one command of a stage have its effect. @throws DockerfileError at the command */
export async function applyCommand(room: CommandRoom, { command, sources }: StageCommand): Promise<void> {
  const { range } = command;
  const expanded = locating(range, () => expandInstruction(command, expandersOf(room, range)));
  const hasShell = (room.stage.image.config?.Shell ?? []).length > 0;
  room.stage.checks?.check(expanded, { hasShell });
  switch (expanded.kind) {
    case "copy":
    case "add":
      return applyCopy(room, expanded, sources[0]);
    case "run":
      return locating(range, () => applyRun(room, expanded, sources));
    default:
      return locating(range, () => applyConfigCommand(room, expanded));
  }
}

function expandersOf({ stage, reading }: CommandRoom, range: SourceRange): InstructionExpanders {
  return {
    word: (text) => expandIn(stage, reading, text, { range }).text,
    content: (text) => expandIn(stage, reading, text, { range, escape: "\\", ignoreQuotes: true }).text,
  };
}

type ConfigCommand = Exclude<StageCommand["command"], { readonly kind: "copy" | "add" | "run" }>;

function applyConfigCommand(room: CommandRoom, command: ConfigCommand): void {
  switch (command.kind) {
    case "arg":
      applyArg(room, command);
      break;
    case "cmd":
      applyCmd(room, command);
      break;
    case "entrypoint":
      applyEntrypoint(room, command);
      break;
    case "env":
      applyEnv(room, command);
      break;
    case "expose":
      applyExpose(room, command);
      break;
    case "healthcheck":
      applyHealthcheck(room, command);
      break;
    case "label":
      applyLabel(room, command);
      break;
    case "maintainer":
      applyMaintainer(room, command);
      break;
    case "onbuild":
      applyOnbuild(room, command);
      break;
    case "shell":
      applyShell(room, command);
      break;
    case "stopsignal":
      applyStopSignal(room, command);
      break;
    case "user":
      applyUser(room, command);
      break;
    case "volume":
      applyVolume(room, command);
      break;
    case "workdir":
      applyWorkdir(room, command);
      break;
  }
}
