import { parseSignal } from "#base/signals.ts";
import { DockerfileError } from "#formats/dockerfile/dockerfile-error.ts";
import { parseExposedPorts } from "#formats/dockerfile/instructions/exposed-ports.ts";
import type {
  CmdInstruction,
  EntrypointInstruction,
  EnvInstruction,
  ExposeInstruction,
  HealthcheckInstruction,
  LabelInstruction,
  OnbuildInstruction,
  ShellInstruction,
  TextInstruction,
  VolumeInstruction,
} from "#formats/dockerfile/instructions/instruction.ts";
import type { KeyValue } from "#formats/dockerfile/parser/node.ts";
import { healthText, plainList, quotedList } from "../go-print.ts";
import { withConfig, withVariable } from "../image-draft.ts";
import { expandIn } from "../reading.ts";
import { addHistory } from "./add-history.ts";
import type { CommandRoom } from "./apply-command.ts";
import { commandWords } from "./command-line.ts";

export function applyEnv(room: CommandRoom, command: EnvInstruction): void {
  const { stage, reading } = room;
  const { pairs } = command;
  let variables: readonly string[] = stage.image.config?.Env ?? [];
  for (const { key, value } of pairs) {
    stage.environment.delete(key);
    stage.environment.set(key, value);
    variables = withVariable(variables, key, value);
  }
  stage.image = withConfig(stage.image, { Env: variables });
  addHistory(room, reading.words.config(["ENV", ...pairs.map(pairText)].join(" ")));
}

export function applyLabel(room: CommandRoom, command: LabelInstruction): void {
  const { stage, reading } = room;
  const { pairs } = command;
  const labels = Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
  stage.image = withConfig(stage.image, { Labels: { ...stage.image.config?.Labels, ...labels } });
  addHistory(room, reading.words.config(["LABEL", ...pairs.map(pairText)].join(" ")));
}

function pairText({ key, value }: KeyValue): string {
  return `${key}=${value}`;
}

export function applyCmd(room: CommandRoom, command: CmdInstruction): void {
  const { stage, reading } = room;
  const words = commandWords(stage, command.command);
  stage.hasCmd = true;
  stage.image = withConfig(stage.image, { Cmd: words, ArgsEscaped: true });
  addHistory(room, reading.words.config(`CMD ${quotedList(words)}`));
}

/** What CMD a base image has is not this image's. */
export function applyEntrypoint(room: CommandRoom, command: EntrypointInstruction): void {
  const { stage, reading } = room;
  const words = commandWords(stage, command.command);
  stage.image = withConfig(stage.image, { Entrypoint: words, ...(stage.hasCmd ? {} : { Cmd: null }) });
  addHistory(room, reading.words.config(`ENTRYPOINT ${quotedList(words)}`));
}

export function applyHealthcheck(room: CommandRoom, command: HealthcheckInstruction): void {
  const { stage, reading } = room;
  stage.image = withConfig(stage.image, { Healthcheck: command.healthcheck });
  addHistory(room, reading.words.config(`HEALTHCHECK ${healthText(command.healthcheck)}`));
}

export function applyExpose(room: CommandRoom, command: ExposeInstruction): void {
  const { stage, reading } = room;
  const { range } = command;
  const words = command.ports.flatMap((port) => expandIn(stage, reading, port, { range }).words);
  const ports = parseExposedPorts(words, { range, report: reading.report });
  const added = Object.fromEntries(ports.map((port) => [port, {}]));
  stage.image = withConfig(stage.image, { ExposedPorts: { ...stage.image.config?.ExposedPorts, ...added } });
  addHistory(room, reading.words.config(`EXPOSE ${plainList(ports)}`));
}

export function applyUser(room: CommandRoom, command: TextInstruction): void {
  const { stage, reading } = room;
  const { text } = command;
  stage.user = text;
  stage.image = withConfig(stage.image, { User: text });
  addHistory(room, reading.words.config(`USER ${text}`));
}

export function applyVolume(room: CommandRoom, command: VolumeInstruction): void {
  const { stage, reading } = room;
  const { paths } = command;
  if (paths.includes("")) throw new DockerfileError("VOLUME specified can not be an empty string");
  const added = Object.fromEntries(paths.map((path) => [path, {}]));
  stage.image = withConfig(stage.image, { Volumes: { ...stage.image.config?.Volumes, ...added } });
  addHistory(room, reading.words.config(`VOLUME ${plainList(paths)}`));
}

/** @throws invalid-argument `invalid signal: NAME` */
export function applyStopSignal(room: CommandRoom, command: TextInstruction): void {
  const { stage, reading } = room;
  const { text } = command;
  parseSignal(text);
  stage.image = withConfig(stage.image, { StopSignal: text });
  addHistory(room, reading.words.config(`STOPSIGNAL ${text}`));
}

export function applyShell(room: CommandRoom, { shell }: ShellInstruction): void {
  room.stage.image = withConfig(room.stage.image, { Shell: shell });
  addHistory(room, room.reading.words.config(`SHELL ${plainList(shell)}`));
}

export function applyMaintainer(room: CommandRoom, { text }: TextInstruction): void {
  room.stage.image = { ...room.stage.image, author: text };
  addHistory(room, room.reading.words.config(`MAINTAINER ${text}`));
}

/** Kept for those who start from this image; of itself no step of it. */
export function applyOnbuild({ stage }: CommandRoom, { expression }: OnbuildInstruction): void {
  stage.image = withConfig(stage.image, { OnBuild: [...(stage.image.config?.OnBuild ?? []), expression] });
}
