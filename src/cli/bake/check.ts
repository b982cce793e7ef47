import { posix } from "node:path";
import { parseUlimit } from "../container-spec/limits.ts";
import { parseBytes } from "../values/bytes.ts";
import { parsePlatformFlag } from "../values/platform.ts";
import { BakeError } from "./errors.ts";
import type { BakeTarget, ExportEntry } from "./target.ts";

/** What a target's paths and names may stand for. */
export interface CheckSurroundings {
  readonly environment: ReadonlyMap<string, string>;
  pathKind(path: string): "file" | "directory" | undefined;
}

/** A target that can be built, with its paths as a build takes them. @throws BakeError for what no build could do */
export function checkedTarget(target: BakeTarget, surroundings: CheckSurroundings): BakeTarget {
  if (target.context === "-") throw new BakeError("context from stdin not allowed in bake");
  if (target.dockerfile === "-") throw new BakeError("dockerfile from stdin not allowed in bake");
  if (target.shmSize !== undefined) checkSize(target.shmSize);
  for (const platform of target.platforms ?? []) checkPlatform(platform);
  for (const secret of target.secrets ?? []) checkSecret(secret, surroundings);
  checkSsh(target, surroundings);
  const outputs = target.outputs?.map((output) => checkedOutput(output, surroundings));
  for (const annotation of target.annotations ?? []) checkAnnotation(annotation);
  for (const ulimit of target.ulimits ?? []) asBakeError(() => parseUlimit(ulimit));
  return {
    ...target,
    context: contextPath(target.context ?? "."),
    ...(outputs === undefined ? {} : { outputs }),
  };
}

function asBakeError<T>(work: () => T, prefix = ""): T {
  try {
    return work();
  } catch (error) {
    throw new BakeError(prefix + (error as Error).message);
  }
}

const remote = /^(?:https?:\/\/|git:\/\/|ssh:\/\/|git@|github\.com\/)/;
const localMark = "cwd://";

export const isRemote = (context: string): boolean => remote.test(context);

/** What a git repository is fetched by. */
const gitOverSsh = /^(?:ssh:\/\/|[A-Za-z0-9][\w.-]*@[A-Za-z0-9.-]+:(?!\/\/))/;

function checkSsh({ ssh = [], context = "" }: BakeTarget, { environment, pathKind }: CheckSurroundings): void {
  const isNeeded = ssh.length === 0 && gitOverSsh.test(context);
  for (const { id, paths } of isNeeded ? [{ id: "default", paths: [] }] : ssh) {
    const failed = `failed to convert agent config {${id} [${paths.join(" ")}] false}`;
    const agent = environment.get("SSH_AUTH_SOCK") ?? "";
    if (paths.length === 0 && agent === "")
      throw new BakeError(`${failed}: invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set`);
    for (const path of paths.length === 0 ? [agent] : paths) {
      const kind = pathKind(path);
      const prefix = `${failed}: failed to convert agent config for ID: ${JSON.stringify(id)}`;
      if (kind === undefined) throw new BakeError(`${prefix}: stat ${path}: no such file or directory`);
      if (kind === "directory") throw new BakeError(`${prefix}: failed to read ${path}: read ${path}: is a directory`);
    }
  }
}

function contextPath(context: string): string {
  if (isRemote(context)) return context;
  const path = context.startsWith(localMark) ? context.slice(localMark.length) : context;
  const clean = posix.normalize(path === "" ? "." : path);
  return clean.length > 1 ? clean.replace(/\/$/, "") : clean;
}

function checkSize(text: string): void {
  try {
    parseBytes(text);
  } catch {
    throw new BakeError(`invalid value ${text} for membytes key shm-size`);
  }
}

function checkPlatform(platform: string): void {
  if (platform !== "" && platform !== "local") asBakeError(() => parsePlatformFlag(platform));
}

function checkSecret(
  { id, source, variable }: NonNullable<BakeTarget["secrets"]>[number],
  { environment, pathKind }: CheckSurroundings,
): void {
  if (id === "") throw new BakeError("secret missing ID");
  if (source === "" && (variable !== "" || environment.has(id))) return;
  const path = source === "" ? id : source;
  if (pathKind(path) === undefined)
    throw new BakeError(`failed to stat ${path}: stat ${path}: no such file or directory`);
}

/** Archives go to the standard output where nothing else is said. */
function checkedOutput(output: ExportEntry, { pathKind }: CheckSurroundings): ExportEntry {
  const { type, attributes } = output;
  const isUnpacked = attributes.get("tar") === "false" && (type === "oci" || type === "docker");
  const isFolder = type === "local" || isUnpacked;
  const isFile = !isFolder && (type === "oci" || type === "docker" || type === "tar");
  if (isFolder) {
    if (output.destination === "") throw new BakeError(`dest is required for ${type} exporter`);
    if (output.destination === "-") throw new BakeError(`dest cannot be stdout for ${type} exporter`);
    if (pathKind(output.destination) === "file")
      throw new BakeError(`destination directory ${output.destination} is a file`);
  }
  if (!isFile) return output;
  const destination = output.destination === "" && type !== "docker" ? "-" : output.destination;
  if (destination !== "" && pathKind(destination) === "directory")
    throw new BakeError(`destination file ${destination} is a directory`);
  return { ...output, destination };
}

const annotationType = /^([a-z-]+)(?:\[([A-Za-z0-9_/-]+)\])?$/;
const annotationTypes = new Set(["index", "index-descriptor", "manifest", "manifest-descriptor"]);

function checkAnnotation(annotation: string): void {
  const shown = JSON.stringify(annotation);
  const at = annotation.indexOf("=");
  if (at === -1) throw new BakeError(`invalid annotation ${shown}, expected key=value`);
  const key = annotation.slice(0, at);
  if (!key.includes(":")) return;
  for (const type of key.slice(0, key.indexOf(":")).split(",")) {
    const [, name = "", platform] = annotationType.exec(type) ?? [];
    if (name === "")
      throw new BakeError(
        `invalid annotation type ${JSON.stringify(type)}, expected type and optional platform in square brackets`,
      );
    if (!annotationTypes.has(name)) throw new BakeError(`unknown annotation type ${JSON.stringify(name)}`);
    if (platform !== undefined)
      asBakeError(() => parsePlatformFlag(platform), `invalid platform ${JSON.stringify(platform)}: `);
  }
}
