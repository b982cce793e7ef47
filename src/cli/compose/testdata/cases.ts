import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A folder of Compose files, and the command lines whose output of stock Compose stands beside them. */
export interface ModelCase {
  readonly name: string;
  readonly folder: string;
  /** In front of the command. */
  readonly flags: readonly string[];
  /** Behind it. */
  readonly options: readonly string[];
}

/** A file that is refused, and what stock Compose says of it. */
export interface Refusal {
  readonly text: string;
  readonly error: string;
}

/** What each case is printed as: the file of the output → the options. */
export const outputs: Readonly<Record<string, readonly string[]>> = {
  "config.yaml": [],
  "config.json": ["--format", "json"],
  hashes: ["--hash", "*"],
  "model.yaml": ["--no-interpolate"],
};

/** The variables of all cases. */
export const environment: Readonly<Record<string, string>> = {
  HOME: "/home/user",
  SET: "set",
  EMPTY: "",
  TRUE: "true",
  FALSE: "false",
  NUMBER: "0.5",
  SIZE: "64m",
  INT: "3",
};

export const refusalsFile = join(import.meta.dirname, "refusals.json");
export const refusals = (): readonly Refusal[] => JSON.parse(readFileSync(refusalsFile, "utf8")) as Refusal[];

export function modelCases(): readonly ModelCase[] {
  const root = join(import.meta.dirname, "models");
  return readdirSync(root)
    .sort()
    .map((name) => {
      const folder = join(root, name);
      const file = join(folder, "case.json");
      const { args = ["-f", "compose.yaml"] } = (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}) as {
        args?: readonly string[];
      };
      return {
        name,
        folder,
        flags: args.filter((word) => !word.startsWith("+")),
        options: args.filter((word) => word.startsWith("+")).map((word) => word.slice(1)),
      };
    });
}

/** Where the output of stock Compose for a case stands. */
export const outputFile = ({ folder }: ModelCase, output: string): string => join(folder, "stock", `${output}.txt`);

/** What a command line printed, as it is kept: without the folder's path, the time, and the order of warnings. */
export function recorded(
  folder: string,
  { out, err, code }: { readonly out: string; readonly err: string; readonly code: number },
): string {
  const lines = err.split("\n").filter((line) => line !== "");
  const shown = lines.map((line) => line.replace(/^time="[^"]*" /, ""));
  return `${out}${out === "" || out.endsWith("\n") ? "" : "\n"}-- ${code}\n${code === 0 ? shown.sort().join("\n") : shown.join("\n")}\n`.replaceAll(
    folder,
    "$DIR",
  );
}
