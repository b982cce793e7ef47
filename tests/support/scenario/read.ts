import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { projectFolder } from "../peers.ts";
import { parseScenario } from "./parse.ts";
import type { Script } from "./script.ts";

/** The scenario's file, as messages name it. */
export function scenarioFile(folder: string): string {
  return relative(projectFolder, join(folder, "scenario"));
}

/** The scenario of a folder. @throws Error naming file and line of what is no step */
export function readScenario(folder: string): Script {
  return parseScenario(readFileSync(join(folder, "scenario"), "utf8"), scenarioFile(folder));
}
