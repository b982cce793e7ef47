import type { Digest } from "#base/digest.ts";

/** What a step was made of, as far as `--why` compares it: all that is part of its key, by name. */
export interface StepFacts {
  /** `run`, `file`, … and the name that progress shows, without the number of its stage. */
  readonly instruction: string;
  /** Fields of the operation but the environment: name → value as text. */
  readonly fields: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Names in `environment` that are build arguments. */
  readonly arguments: readonly string[];
  readonly platform: string;
  readonly inputs: readonly InputFacts[];
}

export interface InputFacts {
  /** Of the step that made it, as progress shows it; `scratch`. */
  readonly name: string;
  /** `base`: the step lies on it; `mount`: a bind or cache mount; `files`: of a copy. */
  readonly role: "base" | "mount" | "files";
  /** What it is, or what of it is read; undefined where that is not known yet. */
  readonly digest: Digest | undefined;
}
