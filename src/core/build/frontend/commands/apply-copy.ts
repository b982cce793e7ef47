import { messageOf } from "#base/errors.ts";
import { quote } from "#base/strconv.ts";
import { DockerfileError, locating } from "#formats/dockerfile/dockerfile-error.ts";
import type { AddInstruction, CopyInstruction } from "#formats/dockerfile/instructions/instruction.ts";
import { checkCopySource } from "#formats/dockerfile/lint/copy-source.ts";
import { parseGitUrl } from "#formats/git-url/parse.ts";
import type { CopyAction, FileAction } from "../../file-operation.ts";
import { type Input, scratch, type Vertex } from "../../graph.ts";
import { destinationPath } from "../paths.ts";
import { locationOf } from "../reading.ts";
import type { StageDraft } from "../stage-draft.ts";
import { stepName, stepText } from "../step-name.ts";
import { addHistory } from "./add-history.ts";
import type { CommandRoom } from "./apply-command.ts";
import { ownerOf } from "./apply-workdir.ts";
import { classicContent } from "./classic-content.ts";
import { refuseForClassic, refuseOutside } from "./classic-refusals.ts";
import { copyMode } from "./copy-mode.ts";
import { copySources } from "./copy-sources.ts";
import { placeOf } from "./place.ts";

/** Copies into the stage's tree. @throws DockerfileError */
export async function applyCopy(
  room: CommandRoom,
  command: AddInstruction | CopyInstruction,
  source: StageDraft | undefined,
): Promise<void> {
  const { stage, reading } = room;
  const { range } = command;
  const plan = locating(range, () => planCopy(room, command, source));
  const variables = stage.environment;
  const text = stepText(command.code, variables, { escape: reading.escape });
  const name = stepName(stage, reading, text, { variables, isOnBuild: room.isOnBuild });
  const meta = { name, location: locationOf(reading.source, [range]), ...placeOf(room) };
  const actions = locating(range, () => plan.actions(name));
  stage.tree = plan.isLinked ? linkedVertex(stage.tree, actions, meta) : fileVertex(stage.tree, actions, meta);
  const content = reading.request.dialect === "classic" ? await classicContent(room, actions, command) : undefined;
  const { destination } = command;
  addHistory(
    room,
    reading.words.copy({ instruction: plan.instruction, flags: plan.flags, sources: plan.words, destination, content }),
  );
}

interface CopyPlan {
  readonly instruction: "COPY" | "ADD";
  readonly flags: readonly string[];
  readonly words: readonly string[];
  /** Its layer is made by itself, and laid over the stage. */
  readonly isLinked: boolean;
  /** Given what progress calls the step. */
  readonly actions: (name: string) => FileAction[];
}

function planCopy(
  room: CommandRoom,
  command: AddInstruction | CopyInstruction,
  source: StageDraft | undefined,
): CopyPlan {
  const { stage, reading } = room;
  refuseForClassic(reading.request, flagsOf(command));
  const mode = copyMode(command.chmod);
  if (command.kind === "add" && reading.request.dialect === "buildkit") checkChecksum(command);
  if (source === undefined) refuseOutside(reading.request, command.paths);
  const destination = destinationPath(stage.workingDir, command.destination);
  const from = treeOf(room, command, source);
  const owner = command.chown === "" ? undefined : ownerOf(command.chown);
  // As in BuildKit, which makes no layer of its own of what gets a mode. Names are those of the stage.
  const isLinked = command.link && mode === undefined && !isNamed(owner);
  const shared: Partial<CopyAction> = {
    excludePatterns: command.exclude,
    ...(owner === undefined ? {} : { owner }),
    ...(mode === undefined ? {} : { mode }),
  };
  if (source === undefined) {
    for (const path of command.paths) checkCopySource(command, path, reading.ignored, reading.report);
  }
  const flags = [
    ...(command.kind === "copy" && command.parents ? ["--parents"] : []),
    ...(command.chown === "" ? [] : [`--chown=${command.chown}`]),
    ...(command.chmod === "" ? [] : [`--chmod=${command.chmod}`]),
  ];
  return {
    instruction: command.kind === "add" ? "ADD" : "COPY",
    flags,
    words: [...command.paths, ...command.files.map(({ name }) => `<<${name}`)],
    isLinked,
    actions: (name) => copySources(room, command, { from, destination, shared, name, source }),
  };
}

function treeOf(
  { stage, reading }: CommandRoom,
  command: AddInstruction | CopyInstruction,
  source: StageDraft | undefined,
): Input {
  if (source === undefined) return reading.contextPlace;
  if (source.isDone) return source.tree;
  const from = command.kind === "copy" ? command.from : "";
  throw new DockerfileError(
    `cannot copy from stage ${quote(from)}, it needs to be defined before current stage ${quote(stage.label)}`,
  );
}

function checkChecksum({ checksum, paths }: AddInstruction): void {
  if (checksum === "") return;
  const [only = ""] = paths;
  if (paths.length !== 1) throw new DockerfileError("checksum can't be specified for multiple sources");
  if (isGitSource(only) || /^https?:\/\//.test(only)) return;
  throw new DockerfileError("checksum requires HTTP(S) or Git sources");
}

export function isGitSource(path: string): boolean {
  try {
    return parseGitUrl(path) !== undefined;
  } catch (error) {
    throw new DockerfileError(messageOf(error));
  }
}

function flagsOf(command: AddInstruction | CopyInstruction): string[] {
  const given: Array<readonly [string, boolean]> = [
    ["chmod", command.chmod !== ""],
    ["link", command.link],
    ["exclude", command.exclude.length > 0],
    ["parents", command.kind === "copy" && command.parents],
    ["keep-git-dir", command.kind === "add" && command.keepGitDir !== undefined],
    ["unpack", command.kind === "add" && command.unpack !== undefined],
  ];
  return given.flatMap(([name, isGiven]) => (isGiven ? [name] : []));
}

/** Whatever the stage is, the layer is the same: it is made on nothing. Where it does not fit the stage, the copy is one into that. */
function linkedVertex(below: Input, actions: readonly FileAction[], meta: Vertex["meta"]): Vertex {
  const { ignoreCache: _, place, ...shown } = meta;
  const inputs = [below, fileVertex(scratch, actions, meta)];
  const into = {
    ...meta,
    isUntold: true,
    ...(place === undefined ? {} : { place: `${place} into the stage` }),
  } as const;
  const otherwise = below === scratch ? {} : { otherwise: fileVertex(below, actions, into) };
  return { operation: { kind: "merge", inputs, ...otherwise }, meta: { ...shown, isUntold: true } };
}

/** Whether only the files of a tree say who it is; root is the same in all. */
function isNamed(owner: { readonly user: string; readonly group?: string } | undefined): boolean {
  return [owner?.user ?? "", owner?.group ?? ""].some((id) => !/^(?:root|\d*)$/.test(id));
}

function fileVertex(root: Input, actions: readonly FileAction[], meta: Vertex["meta"]): Vertex {
  return { operation: { kind: "file", root, actions }, meta };
}
