import { resolve } from "node:path";
import { readEnvironmentFiles } from "#compose/file/environment-files.ts";
import { hostFiles } from "#compose/file/file-access.ts";
import { usualEnvironmentFile, workingFolder } from "#compose/project/working-folder.ts";
import { variablesOf } from "../io/variables.ts";
import type { ComposeSettings } from "./settings.ts";

/** The process's variables, and below them those of the files that the command line names, or of `.env`. @throws ComposeError */
export function callerEnvironment({ source, env }: ComposeSettings, currentFolder: string): Map<string, string> {
  const variables = variablesOf(env);
  const folder = workingFolder(source, { currentFolder, remotes: [] });
  const files = source.envFiles.length > 0 ? source.envFiles : usualEnvironmentFile(folder, env);
  const paths = files.map((path) => resolve(currentFolder, path));
  return new Map([...readEnvironmentFiles(paths, variables, hostFiles), ...variables]);
}

/** `NAME=value` of each; a bare name has the value of `variables`, if they have it. The last of a name counts. */
export function resolvedVariables(
  given: readonly string[],
  variables: ReadonlyMap<string, string>,
): Map<string, string | undefined> {
  return new Map(
    given.map((text) => {
      const at = text.indexOf("=");
      return at < 0 ? [text, variables.get(text)] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
