import { posix } from "node:path";
import type { TextInstruction } from "#formats/dockerfile/instructions/instruction.ts";
import type { MakeFolder } from "../../file-operation.ts";
import { withConfig } from "../image-draft.ts";
import { locationOf } from "../reading.ts";
import type { StageDraft } from "../stage-draft.ts";
import { stepName, stepText } from "../step-name.ts";
import { addHistory } from "./add-history.ts";
import type { CommandRoom } from "./apply-command.ts";
import { placeOf } from "./place.ts";

/** Makes the folder, as the stage's user, and lets what follows run in it. */
export function applyWorkdir(room: CommandRoom, command: TextInstruction): void {
  const { stage, reading } = room;
  const { range, text } = command;
  setWorkingDir(stage, text);
  const hasLayer = stage.workingDir !== "/";
  if (hasLayer) {
    const variables = stage.environment;
    const action: MakeFolder = {
      action: "mkdir",
      path: stage.workingDir,
      mode: 0o755,
      makeParents: true,
      ...(stage.user === "" || reading.request.dialect === "classic" ? {} : { owner: ownerOf(stage.user) }),
    };
    const name = stepName(stage, reading, stepText(command.code, variables, { escape: reading.escape }), {
      variables,
      isOnBuild: room.isOnBuild,
    });
    stage.tree = {
      operation: { kind: "file", root: stage.tree, actions: [action] },
      meta: { name, location: locationOf(reading.source, [range]), ...placeOf(room), ignoreCache: false },
    };
  }
  addHistory(room, reading.words.workingDir(stage.workingDir, hasLayer));
}

/** Of what a stage starts from as well. */
export function setWorkingDir(stage: StageDraft, path: string): void {
  stage.workingDir = posix.resolve("/", stage.workingDir, path === "" ? "." : path);
  stage.image = withConfig(stage.image, { WorkingDir: stage.workingDir });
}

/** `user[:group]` of an instruction. */
export function ownerOf(text: string): { readonly user: string; readonly group?: string } {
  const colon = text.indexOf(":");
  if (colon < 0) return { user: text };
  return { user: text.slice(0, colon), group: text.slice(colon + 1) };
}
