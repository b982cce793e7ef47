import { basename, dirname, join } from "node:path";
import { isRemote } from "../build/contexts.ts";
import type { LocalState } from "../builders/builder-store.ts";

type Attributes = Readonly<Record<string, string>>;

/** What a build is called in lists: where its files were, and its stage. Empty where nothing is known of that. */
export function buildName(attributes: Attributes, state: LocalState | undefined): string {
  const given = attributes["build-arg:BUILDKIT_BUILD_NAME"] ?? "";
  if (given !== "") return given;
  const { target = "", context } = attributes;
  const place = context ?? innerFolder(attributes["vcs:localdir:context"]) ?? placeName(attributes, state);
  if (target !== "") return place === "" ? target : `${place} (${target})`;
  return place === "" ? (attributes["vcs:source"] ?? "") : place;
}

function innerFolder(folder: string | undefined): string | undefined {
  return folder === "." || folder === "" ? undefined : folder;
}

const defaultFile = "/Dockerfile";

/** The last part of the context's path, with the Dockerfile's where that is not the usual one. */
function placeName(attributes: Attributes, state: LocalState | undefined): string {
  const localPath = state === undefined || isRemote(state.LocalPath) || state.LocalPath === "-" ? "" : state.LocalPath;
  const whole = dockerfileOf(attributes, state);
  const isDefault = whole === "" || whole.endsWith(defaultFile);
  const dockerfile = whole.endsWith(defaultFile) ? whole.slice(0, -defaultFile.length) : whole;
  if (dockerfile.startsWith(localPath) && dockerfile.length > localPath.length)
    return dockerfile.slice(localPath.lastIndexOf("/") + 1);
  const path = dockerfile === "" ? localPath : dockerfile;
  if (path === "") return "";
  const last = path.slice(path.lastIndexOf("/") + 1);
  return isDefault ? last : join(basename(path.includes("/") ? dirname(path) : path), last);
}

function dockerfileOf({ filename = "", ...attributes }: Attributes, state: LocalState | undefined): string {
  const saved = state?.DockerfilePath ?? "";
  if (!["", "-", "Dockerfile"].includes(saved) && !isRemote(state?.LocalPath ?? "")) return saved;
  const path = filename === "Dockerfile" ? "" : filename;
  const folder = innerFolder(attributes["vcs:localdir:dockerfile"]);
  return folder === undefined ? path : join(folder, path);
}
