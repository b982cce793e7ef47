import { posix } from "node:path";
import { DockerfileError } from "#formats/dockerfile/dockerfile-error.ts";
import type { RunInstruction } from "#formats/dockerfile/instructions/instruction.ts";
import { chompHeredoc, heredocOrNone } from "#formats/dockerfile/parser/heredocs.ts";
import { scratch, type Vertex } from "../../graph.ts";
import type { FrontendRequest } from "../../request.ts";
import type { BindMount, RunOperation } from "../../run-operation.ts";
import { locationOf } from "../reading.ts";
import { internalName } from "../source-names.ts";
import type { StageDraft } from "../stage-draft.ts";
import { stepName, stepText } from "../step-name.ts";
import { addHistory } from "./add-history.ts";
import type { CommandRoom } from "./apply-command.ts";
import { refuseForClassic } from "./classic-refusals.ts";
import { commandWords } from "./command-line.ts";
import { placeOf } from "./place.ts";
import { parseRunMounts, readRunMounts, secretVariables } from "./run-mounts.ts";

const scriptFolder = "/dev/pipes/";

/** Runs a program in the stage's tree. @throws DockerfileError */
export function applyRun(
  room: CommandRoom,
  command: RunInstruction,
  sources: readonly (StageDraft | undefined)[],
): void {
  const { stage, reading } = room;
  const written = parseRunMounts(room, command);
  stage.readPaths.add("/");
  const { args, summary, script } = programOf(room, command);
  refuseForClassic(reading.request, command.flagsUsed);
  const mounts = readRunMounts(room, { mounts: written, range: command.range }, sources);
  const variables = new Map([...stage.environment, ...secretVariables(mounts)]);
  const text = stepText(`${command.code}${summary}`, variables, {
    escape: reading.escape,
    rawQuotes: true,
    keepUnset: true,
  });
  const name = stepName(stage, reading, text, { variables: stage.environment, isOnBuild: room.isOnBuild });
  const operation: RunOperation = {
    kind: "run",
    root: stage.tree,
    args,
    env: [...stage.environment].map(([key, value]) => `${key}=${value}`),
    cwd: stage.workingDir,
    user: stage.user,
    ...(reading.request.hostname === "" ? {} : { hostname: reading.request.hostname }),
    network: command.network === "default" ? reading.request.network : command.network,
    security: command.security,
    mounts: [...(script === undefined ? [] : [script]), ...mounts],
    devices: command.devices.map((device) => unaliased(device, reading.request.deviceAliases)),
    limits: reading.request.limits,
    proxyEnv: proxyVariables(reading.request.buildArgs),
  };
  stage.tree = { operation, meta: { name, location: locationOf(reading.source, [command.range]), ...placeOf(room) } };
  addHistory(room, reading.words.run({ args, buildArgs: historyArguments(stage) }));
}

function unaliased<T extends { readonly name: string }>(device: T, aliases: FrontendRequest["deviceAliases"]): T {
  const name = aliases?.get(device.name);
  return name === undefined ? device : { ...device, name };
}

interface Program {
  readonly args: readonly string[];
  /** What progress says of a heredoc. */
  readonly summary: string;
  /** Where a heredoc is a program of its own. */
  readonly script?: BindMount;
}

function programOf({ stage }: CommandRoom, { command, files }: RunInstruction): Program {
  const [first] = files;
  if (first === undefined) return { args: commandWords(stage, command), summary: "" };
  const [line = "", ...more] = command.words;
  if (more.length > 0 || !command.usesShell) {
    throw new DockerfileError(`parsing produced an invalid run command: [${command.words.join(" ")}]`);
  }
  if (heredocOrNone(line) === undefined) {
    const text = [line, ...files.map(({ name, content }) => `${content}${name}`)].join("\n");
    return { args: commandWords(stage, { usesShell: true, words: [text] }), summary: "" };
  }
  const content = first.chomp ? chompHeredoc(first.content) : first.content;
  const summary = ` (${summaryOf(first.content)})`;
  if (!content.startsWith("#!")) {
    return { args: commandWords(stage, { usesShell: true, words: [content] }), summary };
  }
  const words = [posix.join(scriptFolder, first.name)];
  const script = scriptMount(first.name, content);
  return { args: commandWords(stage, { usesShell: true, words }), summary, script };
}

function scriptMount(name: string, content: string): BindMount {
  const action = { action: "mkfile", path: `/${name}`, data: Buffer.from(content), mode: 0o755 } as const;
  const from: Vertex = {
    operation: { kind: "file", root: scratch, actions: [action] },
    meta: { name: internalName("preparing inline document") },
  };
  return { type: "bind", from, source: "/", target: scriptFolder, readOnly: true };
}

function summaryOf(content: string): string {
  const [first = "", ...more] = content.trim().split(/\r?\n/);
  return more.length === 0 ? first : `${first}...`;
}

/** Each declared argument once, in the order of their declarations, as the program sees it. */
function historyArguments(stage: StageDraft): string[] {
  const values = new Map<string, string>();
  for (const { key, value } of stage.args) values.set(key, stage.environment.get(key) ?? value ?? "");
  return [...values].map(([key, value]) => `${key}=${value}`);
}

const proxyNames = ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"];

/** Proxies that the client gives as arguments, in both spellings: for programs, in no history, and no part of a cache key. */
function proxyVariables(buildArgs: Readonly<Record<string, string>>): string[] {
  return Object.entries(buildArgs)
    .filter(([name]) => proxyNames.includes(name.toLowerCase()))
    .flatMap(([name, value]) => [`${name.toUpperCase()}=${value}`, `${name.toLowerCase()}=${value}`]);
}
