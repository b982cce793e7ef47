import type { HistoryEntry, ImageConfig, Platform, RunConfig } from "#formats/oci/image.ts";

/** The image that a stage will be, as far as its instructions have been read. Never changed: each instruction makes another. */
export type ImageDraft = Omit<ImageConfig, "created" | "rootfs">;

export function emptyDraft(platform: Platform): ImageDraft {
  return { ...platformFields(platform), config: { WorkingDir: "/" }, history: [] };
}

/** Of an image that a stage starts from: its times are its own. */
export function draftOf(base: ImageConfig): ImageDraft {
  const { created: _, rootfs: __, ...rest } = base;
  return rest;
}

export function platformFields(
  platform: Platform,
): Pick<ImageConfig, "architecture" | "os" | "variant" | "os.version"> {
  const { architecture, os, variant, "os.version": osVersion } = platform;
  return {
    architecture,
    os,
    ...(variant === undefined || variant === "" ? {} : { variant }),
    ...(osVersion === undefined || osVersion === "" ? {} : { "os.version": osVersion }),
  };
}

export function withConfig(draft: ImageDraft, change: Partial<RunConfig>): ImageDraft {
  return { ...draft, config: { ...draft.config, ...change } };
}

export function withHistory(draft: ImageDraft, entry: HistoryEntry): ImageDraft {
  return { ...draft, history: [...(draft.history ?? []), entry] };
}

/** `NAME=value` set where the name stands, or added. */
export function withVariable(variables: readonly string[] | null | undefined, name: string, value: string): string[] {
  const all = [...(variables ?? [])];
  const at = all.findIndex((variable) => variableName(variable) === name);
  if (at < 0) all.push(`${name}=${value}`);
  else all[at] = `${name}=${value}`;
  return all;
}

function variableName(variable: string): string {
  const end = variable.indexOf("=");
  return end < 0 ? variable : variable.slice(0, end);
}

export function parseVariable(variable: string): readonly [name: string, value: string] {
  const name = variableName(variable);
  return [name, variable.slice(name.length + 1)];
}
