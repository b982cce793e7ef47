import { createHash } from "node:crypto";
import { basename, dirname, resolve } from "node:path";
import type { FileAccess } from "../file/file-access.ts";
import { expandHome } from "../file/paths.ts";
import type { Variables } from "../file/substitute.ts";
import type { Project } from "../shape/project.ts";
import { type FileReference, fileReferences, withNames } from "./references.ts";

/** A file of a project as a registry has it: all stand in one folder. */
export interface PublishedFile {
  readonly kind: "project" | "extended" | "environment";
  readonly name: string;
  readonly text: string;
}

export interface FilesOptions {
  readonly access: FileAccess;
  readonly home: string | undefined;
  /** Whether files of variables come along. */
  readonly withEnvironment: boolean;
}

/**
 * The Compose files of a project, then those that their services extend, then files of variables. They name each other by
 * names that stand for their paths. @throws ComposeError
 */
export function publishedFiles(project: Project, options: FilesOptions): readonly PublishedFile[] {
  const collector = new Collector(project, options);
  const own = project.composeFiles.map((path) => {
    const text = collector.renamed(path, project.workingDir);
    return { kind: "project", name: basename(path), text } as const;
  });
  const extended = collector.extended();
  return [...own, ...extended, ...(options.withEnvironment ? collector.environments() : [])];
}

/** A name in the folder that tells nothing of the path. */
const nameFor = (path: string, ending: string): string => `${createHash("sha256").update(path).digest("hex")}${ending}`;

class Collector {
  readonly #variables: Variables;
  readonly #extended = new Set<string>();
  readonly #environments = new Set<string>();

  constructor(
    readonly project: Project,
    readonly options: FilesOptions,
  ) {
    this.#variables = { get: (name) => project.environment.get(name), missing: () => {} };
  }

  /** The text of a file, in which other names stand for files of this host; these come along. */
  renamed(path: string, folder: string): string {
    const { access, home } = this.options;
    const text = access.readText(path);
    const names = new Map<FileReference, string>();
    for (const reference of fileReferences(text, this.#variables)) {
      const file = resolve(folder, expandHome(reference.path, { home, warn: () => {} }));
      if (reference.kind === "env_file") {
        this.#environments.add(file);
        names.set(reference, nameFor(file, ".env"));
      } else if (reference.kind === "extends" && access.kindOf(file) !== undefined) {
        this.#extended.add(file);
        names.set(reference, nameFor(file, ".yaml"));
      }
    }
    return withNames(text, names);
  }

  /** The files that services extend; those of one may lead to others. */
  extended(): readonly PublishedFile[] {
    const files: PublishedFile[] = [];
    // A set gives what is added to it meanwhile as well.
    for (const path of this.#extended)
      files.push({ kind: "extended", name: nameFor(path, ".yaml"), text: this.renamed(path, dirname(path)) });
    return files;
  }

  /** The files of variables that can be read. */
  environments(): readonly PublishedFile[] {
    const { access } = this.options;
    return [...this.#environments]
      .filter((path) => access.kindOf(path) === "file")
      .map((path) => ({ kind: "environment", name: nameFor(path, ".env"), text: access.readText(path) }) as const);
  }
}
