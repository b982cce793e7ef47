import type { FuzzTarget } from "../fuzz.ts";
import { bakeCompose, bakeFiles, bakeJson, hclExpressions, regexps } from "./bake.ts";
import { modes, patterns } from "./build-files.ts";
import { definitions, fileLists, frontendOptions } from "./buildkit.ts";
import { composeFiles, environmentFiles } from "./compose.ts";
import { dockerfiles, expansions, ignoreFiles } from "./dockerfiles.ts";
import { documents, jsonGuard } from "./documents.ts";
import { layers } from "./layers.ts";
import { goPrograms, jarArchives, packageTexts, rpmDatabases } from "./packages.ts";
import { answers, fields } from "./registries.ts";
import { bodies, changes, filters, references } from "./requests.ts";
import { framing, names, packings } from "./streams.ts";
import { tar, tarRoundTrip } from "./tar.ts";
import { templates } from "./templates.ts";

/** Parsers of projects: what a user's own tools read. They take as long as all others together. */
export const projectTargets: readonly FuzzTarget[] = [bakeFiles, bakeJson, bakeCompose, composeFiles, environmentFiles];

/** All other parsers of what others have written. */
export const targets: readonly FuzzTarget[] = [
  tar,
  tarRoundTrip,
  layers,
  documents,
  jsonGuard,
  references,
  filters,
  bodies,
  changes,
  dockerfiles,
  expansions,
  ignoreFiles,
  fields,
  answers,
  templates,
  packings,
  names,
  framing,
  frontendOptions,
  definitions,
  fileLists,
  patterns,
  modes,
  hclExpressions,
  regexps,
  jarArchives,
  goPrograms,
  rpmDatabases,
  packageTexts,
];
