import type { FileAccess } from "../file/file-access.ts";
import type { Environment, Skippable } from "../file/loading.ts";
import { withEnvironments, withLabels } from "../file/service-files.ts";
import { decodeProject, type Project } from "../shape/project.ts";
import type { TreeMap } from "../tree/value.ts";
import { checkConsistency } from "./consistency.ts";
import { takeSecretValues } from "./secret-values.ts";
import { withProfiles, withSameScales } from "./select.ts";

/** What a project is besides what its files say. */
export interface ProjectFacts {
  readonly name: string;
  readonly workingDir: string;
  readonly composeFiles: readonly string[];
  readonly environment: Environment;
  /** The profiles that are active. */
  readonly profiles: readonly string[];
  readonly access: FileAccess;
  readonly skips: ReadonlySet<Skippable>;
  /** Whether services forget the files that they got their values of. */
  readonly discardsFiles: boolean;
  /** Whether files of variables may have the format `raw`. */
  readonly knowsRaw: boolean;
  warn(message: string): void;
}

/** The project that a tree in canonical form stands for. @throws ComposeError */
export function bindProject(tree: TreeMap, facts: ProjectFacts): Project {
  const { name, workingDir, composeFiles, environment, skips } = facts;
  const decoded: Project = {
    ...{ name, workingDir, composeFiles, environment },
    disabledServices: new Map(),
    profiles: [],
    ...decodeProject(takeSecretValues(tree)),
  };
  let project = withProfiles(decoded, facts.profiles);
  if (!skips.has("consistency")) {
    checkConsistency(project);
    project = withSameScales(project);
  }
  if (!skips.has("environment")) project = withEnvironments(project, facts);
  return withLabels(project, facts);
}
