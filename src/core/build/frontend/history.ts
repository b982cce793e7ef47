import type { HistoryEntry } from "#formats/oci/image.ts";

/** What an image's history says of a step that was made by this or that builder. */
export interface HistoryWords {
  /** An instruction that only changes the config. */
  config(text: string): HistoryEntry;
  run(step: RunWords): HistoryEntry;
  copy(step: CopyWords): HistoryEntry;
  workingDir(path: string, hasLayer: boolean): HistoryEntry;
}

export interface RunWords {
  readonly args: readonly string[];
  /** `NAME=value` of each declared argument. */
  readonly buildArgs: readonly string[];
}

export interface CopyWords {
  readonly instruction: "COPY" | "ADD";
  readonly flags: readonly string[];
  readonly sources: readonly string[];
  readonly destination: string;
  /** `file:…`, `dir:…` or `multi:…`: what the classic builder says instead of the sources. */
  readonly content: string | undefined;
}

/** `docker history` of images that BuildKit built. */
export const buildkitWords: HistoryWords = {
  config: (text) => ({ created_by: text, comment, empty_layer: true }),
  run: (step) => ({ created_by: `RUN ${runText(step)} # buildkit`, comment }),
  copy: ({ instruction, flags, sources, destination }) => ({
    created_by: `${[instruction, ...flags, ...sources, destination].join(" ")} # buildkit`,
    comment,
  }),
  workingDir: (path, hasLayer) => ({
    created_by: `WORKDIR ${path}`,
    comment,
    ...(hasLayer ? {} : { empty_layer: true }),
  }),
};

const comment = "buildkit.dockerfile.v0";

/** The same of the classic builder; each step is worded as a command of `shell`. */
export function classicWords(shell: readonly string[]): HistoryWords {
  const noOperation = [...shell, "#(nop) "].join(" ");
  return {
    config: (text) => ({ created_by: `${noOperation} ${text}`, empty_layer: true }),
    run: (step) => ({ created_by: runText(step) }),
    copy: ({ instruction, flags, destination, content }) => ({
      created_by: `${noOperation}${[instruction, ...flags, content ?? "", "in", destination].join(" ")} `,
    }),
    workingDir: (path, hasLayer) => ({
      created_by: `${noOperation}WORKDIR ${path}`,
      ...(hasLayer ? {} : { empty_layer: true }),
    }),
  };
}

function runText({ args, buildArgs }: RunWords): string {
  const before = buildArgs.length === 0 ? [] : [`|${buildArgs.length}`, ...buildArgs];
  return [...before, ...args].join(" ");
}
