import type { TreeMap } from "../tree/value.ts";
import type { FileAccess } from "./file-access.ts";
import type { ResourceLoader } from "./resources.ts";

export type Environment = ReadonlyMap<string, string>;

/** A file to be read. */
export interface ComposeFile {
  /** As messages show it; `-` for standard input. */
  readonly name: string;
  /** Its text, where it was read already. */
  readonly text?: string;
}

/** How files are loaded; what is skipped is what the flags of `config` say. */
export interface LoadOptions {
  readonly environment: Environment;
  readonly access: FileAccess;
  /** The user's folder. */
  readonly home: string | undefined;
  /** The loaders of what files refer to: the first that accepts a reference has it. */
  readonly loaders: readonly ResourceLoader[];
  /** Hears what deserves a look, as `level=warning` lines say it. */
  warn(message: string): void;
  /** Files that were warned about for their `version`. */
  readonly versioned: Set<string>;
  readonly skips: ReadonlySet<Skippable>;
}

export type Skippable =
  | "validation"
  | "interpolation"
  | "normalization"
  | "paths"
  | "consistency"
  | "extends"
  | "include"
  | "defaults"
  | "environment";

export const skipping = (options: LoadOptions, ...more: readonly Skippable[]): LoadOptions => ({
  ...options,
  skips: new Set([...options.skips, ...more]),
});

/** Files that are one model. */
export interface FileSet {
  readonly files: readonly ComposeFile[];
  /** Relative paths stand below it; itself relative to the one of the model that includes these files. */
  readonly workingDir: string;
}

/** Loads files into one tree: given to what needs it below. */
export type LoadFiles = (set: FileSet, options: LoadOptions, included: readonly string[]) => TreeMap;
