import type { HclBody } from "#formats/hcl/body/body.ts";
import { MergedBody } from "#formats/hcl/body/merged-body.ts";
import { NativeBody } from "#formats/hcl/body/native-body.ts";
import { HclError } from "#formats/hcl/diagnostic.ts";
import type { HclFunction } from "#formats/hcl/functions/function.ts";
import { JsonBody } from "#formats/hcl/json/json-body.ts";
import { parseJsonFile } from "#formats/hcl/json/parse.ts";
import { parseConfig } from "#formats/hcl/syntax/parse.ts";
import { ComposeEnvironmentError, type ComposeSurroundings, checkComposeFile, readCompose } from "./compose/read.ts";
import { BakeError, type SourceFile } from "./errors.ts";
import { type HclConfig, readHclConfig } from "./hcl-config.ts";
import type { BakeConfig } from "./target.ts";

export interface ConfigOptions extends ComposeSurroundings {
  readonly functions: ReadonlyMap<string, HclFunction>;
  readonly builtins: ReadonlyMap<string, string>;
  lookUp(name: string): string | undefined;
}

const empty: BakeConfig = { groups: [], targets: [] };

/** What several files define together: first those of Compose, then those of bake. @throws HclError, BakeError */
export function readConfig(files: readonly SourceFile[], options: ConfigOptions): HclConfig {
  const compose: SourceFile[] = [];
  const bodies: HclBody[] = [];
  for (const file of files) {
    const body = readFile(file, options);
    if (body === undefined) compose.push(file);
    else bodies.push(body);
  }
  const base = compose.length === 0 ? empty : composeConfig(compose, options);
  if (bodies.length === 0) return { ...base, variables: [] };
  return readHclConfig(new MergedBody(bodies), { ...options, base });
}

function composeConfig(files: readonly SourceFile[], options: ConfigOptions): BakeConfig {
  try {
    return readCompose(files, options);
  } catch (error) {
    throw error instanceof BakeError ? new BakeError(`failed to parse compose file: ${error.message}`) : error;
  }
}

/** The body of a file of bake; `undefined` for one of Compose. A name without an ending may be either. */
function readFile(file: SourceFile, options: ConfigOptions): HclBody | undefined {
  const { name, text } = file;
  const lower = name.toLowerCase();
  if (lower.endsWith(".yml") || lower.endsWith(".yaml")) {
    try {
      checkComposeFile(file, options);
      return undefined;
    } catch (error) {
      if (error instanceof ComposeEnvironmentError) return guessed(file, options);
      throw error;
    }
  }
  if (lower.endsWith(".json")) return new JsonBody(parseJsonFile(text, name));
  if (lower.endsWith(".hcl")) return new NativeBody(parseConfig(text, name));
  return guessed(file, options);
}

function guessed(file: SourceFile, options: ConfigOptions): HclBody | undefined {
  let composeError: unknown;
  try {
    checkComposeFile(file, options);
    return undefined;
  } catch (error) {
    if (!(error instanceof BakeError)) throw error;
    composeError = error;
  }
  const { name, text } = file;
  try {
    return new NativeBody(parseConfig(text, `${name}.hcl`));
  } catch (error) {
    if (!(error instanceof HclError)) throw error;
    try {
      return new JsonBody(parseJsonFile(text, `${name}.json`));
    } catch (other) {
      if (!(other instanceof HclError)) throw other;
      const why = (composeError as BakeError).message;
      throw new BakeError(`failed to parse ${name}: parsing yaml: ${why}, parsing hcl: ${error.message}`);
    }
  }
}
