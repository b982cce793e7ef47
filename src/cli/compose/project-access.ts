import type { Op } from "#base/op.ts";
import { hostFiles } from "#compose/file/file-access.ts";
import type { ResourceLoader } from "#compose/file/resources.ts";
import { withEnvironments } from "#compose/file/service-files.ts";
import { openModel, openProject, type ProjectOptions, type ProjectSurroundings } from "#compose/project/open.ts";
import type { Project } from "#compose/shape/project.ts";
import type { TreeMap } from "#compose/tree/value.ts";
import { printWarning } from "../format/log-line.ts";
import type { Io } from "../io/io.ts";
import { homeFolder } from "../machine/home.ts";
import type { ComposeSettings } from "./settings.ts";

/** How commands get at the project that the command line means. */
export interface ProjectAccess {
  /** @throws ComposeError */
  open(op: Op, options?: ProjectOptions): Promise<Project>;
  /** A project whose model is one text that stands alone, with all of its profiles. @throws ComposeError */
  openText(op: Op, model: ModelText, options?: ProjectOptions): Promise<Project>;
  /** The tree of the files, as far as it can be known without a value of a variable. @throws ComposeError */
  model(op: Op, options?: ProjectOptions): Promise<TreeMap>;
  /** That of one of the files alone. @throws ComposeError */
  modelOf(op: Op, file: string, options?: ProjectOptions): Promise<TreeMap>;
  /** Whether a reference leads elsewhere than to a file of this host. */
  isRemote(reference: string): boolean;
  /** The project whose services have the variables of their files, and forget these. @throws ComposeError */
  withEnvironments(project: Project): Project;
  warn(message: string): void;
}

export interface ModelText {
  readonly text: string;
  /** Of the project. */
  readonly name: string;
  readonly directory: string;
}

export function projectAccess(
  io: Io,
  settings: ComposeSettings,
  { currentFolder, remotes }: { readonly currentFolder: string; readonly remotes: readonly ResourceLoader[] },
): ProjectAccess {
  const begin = io.now();
  const warn = (message: string): void =>
    printWarning(io.stderr, message, { isJson: settings.progress === "json", now: io.now(), begin });
  const home = homeFolder(io.env);
  const surroundings: ProjectSurroundings = {
    env: settings.env,
    currentFolder,
    home: home === "" ? undefined : home,
    remotes,
    readInput: (op) => readAll(op, io),
    warn,
  };
  const { source, keepsUnused, separator } = settings;
  return {
    open: async (op, options) => ({
      ...(await openProject(op, source, surroundings, { keepsUnused, ...options })),
      separator,
    }),
    openText: async (op, { text, name, directory }, options) => {
      const alone = { files: ["-"], name, directory, profiles: ["*"], envFiles: [] };
      const around = { ...surroundings, readInput: async () => text };
      return { ...(await openProject(op, alone, around, { keepsUnused, ...options })), separator };
    },
    model: (op, options) => openModel(op, source, surroundings, options),
    modelOf: (op, file, options) => openModel(op, { ...source, files: [file] }, surroundings, options),
    isRemote: (reference) => remotes.some((remote) => remote.accepts(reference)),
    withEnvironments: (project) =>
      withEnvironments(project, { discardsFiles: true, knowsRaw: true, access: hostFiles, warn }),
    warn,
  };
}

async function readAll(op: Op, io: Io): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of io.stdin.read(op.signal)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
