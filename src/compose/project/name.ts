import { realpathSync } from "node:fs";
import { basename } from "node:path";
import { quote } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";
import { type InterpolationOptions, interpolate } from "../file/interpolate.ts";
import { nameInYaml, namesInYaml } from "../file/read-yaml.ts";
import { YamlSyntaxError } from "../file/yaml-errors.ts";

/** A name as projects have it: lower case, digits, `-` and `_`, of which it begins with none of the last two. */
export function normalProjectName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}

/** @throws ComposeError */
export function checkProjectName(name: string): void {
  if (name !== normalProjectName(name))
    throw new ComposeError(
      `invalid project name ${quote(name)}: must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number`,
    );
}

interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface NameSources {
  /** The flag's; empty where none is given. */
  readonly flag: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly files: readonly NamedText[];
  readonly workingDir: string;
  readonly interpolation: InterpolationOptions | undefined;
  readonly isNormalized: boolean;
}

/** The name of a project: of the flag, of the environment, of the files, or of the folder, in this order. @throws ComposeError */
export function projectName(sources: NameSources): string {
  const { flag, environment, files, workingDir, interpolation, isNormalized } = sources;
  const isNamed = flag === "" && files.some((file) => nameIn(file) !== "");
  const given = flag || environment.get("COMPOSE_PROJECT_NAME") || "";
  if (given !== "") {
    checkProjectName(given);
    return given;
  }
  const fallback = isNamed ? "" : nameOfFolder(workingDir, interpolation?.warn);
  const written = files.flatMap(({ text }) => namesInYaml(text)).findLast((name) => name !== "") ?? "";
  const whole = interpolation === undefined ? written : String(interpolate(written, interpolation, ["name"]));
  return (isNormalized ? normalProjectName(whole) : whole) || fallback;
}

function nameIn({ name, text }: NamedText): string {
  try {
    return nameInYaml(text);
  } catch (error) {
    throw error instanceof YamlSyntaxError ? error.in(name) : error;
  }
}

function nameOfFolder(folder: string, warn: ((message: string) => void) | undefined): string {
  const name = basename(folder);
  try {
    if (basename(realpathSync(folder)) !== name)
      warn?.(`project has been loaded without an explicit name from a symlink. Using name ${quote(name)}`);
  } catch {
    // A folder that is not there leads nowhere else.
  }
  return normalProjectName(name);
}
