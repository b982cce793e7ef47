import { bytesOfText, textOfBytes } from "#base/byte-text.ts";
import { builtins } from "./builtins.ts";
import { encodeJson } from "./encode-json.ts";
import type { FunctionTable } from "./evaluate.ts";
import { anyType, type GoType, intType, type Method, sliceOf, stringType } from "./type.ts";
import { goString, goStrings, type Value } from "./value.ts";

/** Go's functions, and Docker's. */
export const dockerFunctions: FunctionTable = {
  ...builtins,
  json: { params: [anyType], call: ([value]) => goString(encodeJson(value)) },
  split: { params: [stringType, stringType], call: ([text, by]) => goStrings(split(textOf(text), textOf(by))) },
  join: {
    params: [sliceOf(stringType), stringType],
    call: ([parts, by]) => goString((parts?.elements ?? []).map(textOf).join(textOf(by))),
  },
  title: onText(titled),
  lower: onText((text) => text.replace(/./gsu, lowerLetter)),
  upper: onText((text) => text.replace(/./gsu, upperLetter)),
  pad: {
    params: [stringType, intType, intType],
    call: ([text, before, after]) => goString(padText(textOf(text), numberOf(before), numberOf(after))),
  },
  truncate: {
    params: [stringType, intType],
    call: ([text, length]) => goString(truncated(textOf(text), numberOf(length))),
  },
};

/** Those of headers of tables, which stay as they are. */
export const headerFunctions: FunctionTable = {
  ...dockerFunctions,
  json: kept(),
  split: kept(stringType),
  join: kept(stringType),
  title: kept(),
  lower: kept(),
  upper: kept(),
  truncate: kept(intType),
};

function kept(...more: readonly GoType[]): Method {
  return { params: [stringType, ...more], call: ([text]) => text };
}

function onText(change: (text: string) => string): Method {
  return { params: [stringType], call: ([text]) => goString(change(textOf(text))) };
}

function textOf(value: Value | undefined): string {
  return value?.data as string;
}

function numberOf(value: Value | undefined): number {
  return Number(value?.data);
}

function split(text: string, by: string): string[] {
  return by === "" ? [...text] : text.split(by);
}

/** A letter whose capital is two letters stays, as Go has it. */
function upperLetter(letter: string): string {
  const upper = letter.toUpperCase();
  return [...upper].length === 1 ? upper : letter;
}

/** Letters are looked at alone; the dot above a Turkish I is lost. */
function lowerLetter(letter: string): string {
  return String.fromCodePoint(letter.toLowerCase().codePointAt(0) ?? 0);
}

const titleLetters: Readonly<Record<string, string>> = Object.fromEntries(
  ["ǅǄǆ", "ǈǇǉ", "ǋǊǌ", "ǲǱǳ"].flatMap(([title = "", ...others]) => [title, ...others].map((of) => [of, title])),
);

/** The form that a letter has at the beginning of a word: Georgian has capitals, but not there. */
function titleLetter(letter: string): string {
  return titleLetters[letter] ?? (/[ა-ჿ]/.test(letter) ? letter : upperLetter(letter));
}

/** A word begins behind a space and behind any sign of ASCII but `_`. */
function titled(text: string): string {
  return text.replace(/(?<=^|[\x00-\x2f\x3a-\x40\x5b-\x5e`\x7b-\x7f]|\s)\p{L}/gu, titleLetter);
}

function padText(text: string, before: number, after: number): string {
  if (text === "") return "";
  if (before < 0 || after < 0) throw new Error("strings: negative Repeat count");
  return " ".repeat(before) + text + " ".repeat(after);
}

function truncated(text: string, length: number): string {
  const bytes = bytesOfText(text);
  if (bytes.length < length) return text;
  if (length < 0) throw new Error(`runtime error: slice bounds out of range [:${length}]`);
  return textOfBytes(bytes.subarray(0, length));
}
