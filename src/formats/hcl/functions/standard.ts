import { numberType, type Type } from "../value/type.ts";
import { stringValue } from "../value/value.ts";
import { addressFunctions } from "./addresses.ts";
import { number, ofTexts } from "./arguments.ts";
import { collectionFunctions } from "./collections.ts";
import { csvFunctions } from "./csv.ts";
import { dateFunctions, timestampText } from "./dates.ts";
import { encodingFunctions } from "./encoding.ts";
import { formatFunctions } from "./format.ts";
import { FunctionError, type HclFunction, parameter } from "./function.ts";
import { jsonFunctions } from "./json.ts";
import { logicFunctions, numberFunctions } from "./numbers.ts";
import { patternFunctions } from "./patterns.ts";
import { sequenceFunctions } from "./sequences.ts";
import { stringFunctions } from "./strings.ts";
import { typeFunctions } from "./types.ts";

/** What functions may know of the world. */
export interface Surroundings {
  now(): Date;
  random(length: number): Uint8Array;
  readonly home: string;
}

const bytesType: Type = { kind: "capsule", name: "bytes" };
const bytes = parameter("buf", bytesType);

/** Nothing makes values of the type that these take: they are there to refuse all others. */
const byteFunctions: Readonly<Record<string, HclFunction>> = {
  byteslen: { parameters: [bytes], run: noBytes },
  bytesslice: { parameters: [bytes, number("offset"), parameter("length", numberType)], run: noBytes },
};

function noBytes(): never {
  throw new FunctionError("bytes required", 0);
}

function baseName(path: string): string {
  const parts = path.split("/").filter((part) => part !== "");
  return parts.at(-1) ?? (path === "" ? "." : "/");
}

function directoryName(path: string): string {
  const parts: string[] = [];
  const isRooted = path.startsWith("/");
  for (const part of path.slice(0, path.lastIndexOf("/") + 1).split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!isRooted) parts.push(part);
  }
  return (isRooted ? "/" : "") + parts.join("/") || ".";
}

const ofPath = (name: string, run: (given: string) => string): HclFunction =>
  ofTexts([name], (given) => stringValue(run(given!)));

/** The functions that every bake file can call. */
export function standardFunctions({ now, random, home }: Surroundings): Map<string, HclFunction> {
  return new Map(
    Object.entries({
      ...addressFunctions,
      ...byteFunctions,
      ...collectionFunctions,
      ...csvFunctions,
      ...dateFunctions,
      ...encodingFunctions(random),
      ...formatFunctions,
      ...jsonFunctions,
      ...logicFunctions,
      ...numberFunctions,
      ...patternFunctions,
      ...sequenceFunctions,
      ...stringFunctions,
      ...typeFunctions,
      basename: ofPath("path", baseName),
      dirname: ofPath("path", directoryName),
      homedir: { parameters: [], run: () => stringValue(home) },
      sanitize: ofPath("name", (name) => name.replace(/[^a-zA-Z0-9_-]/gu, "_")),
      timestamp: { parameters: [], run: () => stringValue(timestampText(now())) },
    }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
