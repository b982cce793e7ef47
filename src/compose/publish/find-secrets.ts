import { readFileSync } from "node:fs";
import { ComposeError } from "../errors.ts";
import { fileError } from "../file/file-access.ts";
import { readYaml } from "../file/read-yaml.ts";
import { withProfiles } from "../project/select.ts";
import { decodeProject, type Project, projectYaml } from "../shape/project.ts";
import type { TreeMap } from "../tree/value.ts";
import { flattened } from "./secrets/pairs.ts";
import { type Finding, scanPairs, scanText } from "./secrets/scan.ts";

/** What looks like a secret in a Compose file, whose variables stand as they are. Services of profiles count for nothing. */
export function secretsOfModel(project: Project, tree: TreeMap): readonly Finding[] {
  const yaml = projectYaml(
    withProfiles({ ...project, name: "", disabledServices: new Map(), ...decodeProject(tree) }, []),
  );
  return scanPairs(flattened(readYaml(yaml)[0]?.tree ?? null));
}

/** What looks like a secret in files of variables, configs and secrets that the project names. @throws ComposeError */
export function secretsOfFiles(project: Project): readonly Finding[] {
  const variables = [...project.services.values()].flatMap(({ env_file = [] }) => env_file.map(({ path }) => path));
  const named = (kind: "configs" | "secrets") => [...project[kind].values()].map(({ file }) => file);
  const kinds: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    ["env", variables],
    ["config", named("configs")],
    ["secret", named("secrets")],
  ];
  return kinds.flatMap(([kind, paths]) => paths.flatMap((path) => (path ? secretsOfFile(path, kind) : [])));
}

function secretsOfFile(path: string, kind: string): readonly Finding[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new ComposeError(`failed to scan ${kind} file ${path}: ${fileError(error, "open", path).message}`);
  }
  if (!isText(bytes.subarray(0, 1024)))
    throw new ComposeError(`failed to scan ${kind} file ${path}: ${path} is not a text file`);
  return scanText(bytes.toString("utf8"), path);
}

/** An empty file is no text to Compose, and the last bytes count for nothing. */
function isText(bytes: Buffer): boolean {
  if (bytes.length === 0) return false;
  const shown = new TextDecoder().decode(bytes.subarray(0, -3), { stream: true });
  return !/[\0-\x08\x0b\r-\x1f\ufffd]/.test(shown);
}
