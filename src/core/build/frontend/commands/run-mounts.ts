import { posix } from "node:path";
import { quote } from "#base/strconv.ts";
import { DockerfileError } from "#formats/dockerfile/dockerfile-error.ts";
import type { RunInstruction } from "#formats/dockerfile/instructions/instruction.ts";
import { type Mount, parseMount } from "#formats/dockerfile/instructions/mount.ts";
import { type Input, scratch } from "../../graph.ts";
import type { RunMount, SecretMount, SshMount } from "../../run-operation.ts";
import { expandIn } from "../reading.ts";
import type { StageDraft } from "../stage-draft.ts";
import type { CommandRoom } from "./apply-command.ts";

const secretsFolder = "/run/secrets";
const secretMode = 0o400;
const sshMode = 0o600;

/** The mounts of a RUN as they are written. @throws DockerfileError */
export function parseRunMounts({ stage, reading }: CommandRoom, { mounts, range }: RunInstruction): Mount[] {
  const expand = (text: string): string => expandIn(stage, reading, text, { range }).text;
  return mounts.map(({ text }) => parseMount(text, expand));
}

/** What the mounts of a RUN bring. @throws DockerfileError */
export function readRunMounts(
  room: CommandRoom,
  { mounts, range }: { readonly mounts: readonly Mount[]; readonly range: Range },
  sources: readonly (StageDraft | undefined)[],
): RunMount[] {
  let agents = 0;
  return mounts.map((mount, index) => {
    if (mount.type === "secret") return secretMount(room, mount, range);
    if (mount.type === "ssh") return sshMount(room, mount, { range, index: agents++ });
    return treeMount(room, mount, sources[index]);
  });
}

/** Variables that hold secrets, with what progress shows of them. */
export function secretVariables(mounts: readonly RunMount[]): Map<string, string> {
  return new Map(
    mounts.flatMap((mount) =>
      mount.type === "secret" && mount.env !== undefined ? [[mount.env, "****"] as const] : [],
    ),
  );
}

type Range = RunInstruction["range"];

function secretMount({ reading, stage }: CommandRoom, mount: Mount, range: Range): SecretMount {
  const id = mount.source || mount.id || posix.basename(mount.target);
  reading.outline.noteSecret(stage, { id, required: mount.required, range });
  const ownTarget = mount.target === "" ? undefined : mount.target;
  const target = mount.env === undefined ? (ownTarget ?? `${secretsFolder}/${posix.basename(id)}`) : ownTarget;
  return {
    type: "secret",
    id,
    ...(target === undefined ? {} : { target }),
    ...(mount.env === undefined ? {} : { env: mount.env }),
    required: mount.required,
    mode: mount.mode ?? secretMode,
    owner: { uid: mount.uid ?? 0, gid: mount.gid ?? 0 },
  };
}

function sshMount(
  { reading, stage }: CommandRoom,
  mount: Mount,
  { range, index }: { readonly range: Range; readonly index: number },
): SshMount {
  if (mount.source !== "") throw new DockerfileError("ssh does not support source");
  const id = mount.id || "default";
  reading.outline.noteSsh(stage, { id, required: mount.required, range });
  return {
    type: "ssh",
    id,
    target: mount.target || `/run/buildkit/ssh_agent.${index}`,
    required: mount.required,
    mode: mount.mode ?? sshMode,
    owner: { uid: mount.uid ?? 0, gid: mount.gid ?? 0 },
  };
}

function treeMount(room: CommandRoom, mount: Mount, source: StageDraft | undefined): RunMount {
  const { stage, reading } = room;
  const target = posix.resolve("/", stage.workingDir, mount.target);
  if (mount.target === "" || target === "/") throw new DockerfileError(`invalid mount target ${quote("/")}`);
  if (mount.type === "tmpfs") return { type: "tmpfs", target, sizeBytes: mount.sizeBytes };
  const from = fromOf(room, mount, source);
  const path = posix.resolve("/", mount.source);
  if (mount.type === "bind") return { type: "bind", from, source: path, target, readOnly: mount.readOnly };
  const hasOwner = mount.uid !== undefined || mount.gid !== undefined;
  const namespace = reading.request.buildArgs["BUILDKIT_CACHE_MOUNT_NS"] ?? "";
  return {
    type: "cache",
    id: `${namespace}/${mount.id === "" ? posix.normalize(mount.target) : mount.id}`,
    sharing: mount.sharing ?? "shared",
    from,
    source: path,
    target,
    readOnly: mount.readOnly,
    ...(mount.mode === undefined ? {} : { mode: mount.mode }),
    ...(hasOwner ? { owner: { uid: mount.uid ?? 0, gid: mount.gid ?? 0 } } : {}),
  };
}

function fromOf({ stage, reading }: CommandRoom, mount: Mount, source: StageDraft | undefined): Input {
  if (mount.from === "" && mount.type === "cache") return scratch;
  if (mount.from === "" || source === undefined) {
    stage.contextPaths.add(posix.resolve("/", mount.source));
    return reading.contextPlace;
  }
  if (!source.isDone) {
    throw new DockerfileError(
      `cannot mount from stage ${quote(mount.from)} to ${quote(mount.target)}, stage needs to be defined before current command`,
    );
  }
  source.readPaths.add(posix.resolve("/", mount.source));
  return source.tree;
}
