import { goSpaces } from "#base/go-space.ts";
import { quote } from "#base/strconv.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import { jsonArrayOf } from "./json-array.ts";
import type { KeyValue, NodeArguments } from "./node.ts";
import { splitCommand } from "./split-command.ts";
import { splitWords } from "./split-words.ts";

type Reader = (rest: string, token: string, word: string) => NodeArguments;

const typeAndRest = new RegExp(`^([^${goSpaces}]*)[${goSpaces}]*(.*)$`, "s");
const blanks = /[\t\v\f\r ]+/;

/** Reads the arguments of an instruction; of one that is not known there are none. @throws DockerfileError */
export function readArguments(word: string, rest: string, token: string): NodeArguments {
  const name = word.toUpperCase();
  return Object.hasOwn(readers, name) ? (readers[name]?.(rest, token, name) ?? {}) : {};
}

const heredocable = new Set(["ADD", "COPY", "RUN"]);

const readers: Readonly<Record<string, Reader>> = {
  ADD: listOrJson,
  ARG: (rest, token) => ({ args: splitWords(rest, token) }),
  CMD: wholeOrJson,
  COPY: listOrJson,
  ENTRYPOINT: wholeOrJson,
  ENV: pairs,
  EXPOSE: list,
  FROM: list,
  HEALTHCHECK: typed,
  LABEL: pairs,
  MAINTAINER: whole,
  ONBUILD: trigger,
  RUN: wholeOrJson,
  SHELL: wholeOrJson,
  STOPSIGNAL: whole,
  USER: whole,
  VOLUME: listOrJson,
  WORKDIR: whole,
};

function whole(rest: string): NodeArguments {
  return { args: rest === "" ? [] : [rest] };
}

function list(rest: string): NodeArguments {
  return { args: rest === "" ? [] : rest.split(blanks) };
}

function wholeOrJson(rest: string, _token: string, word: string): NodeArguments {
  return jsonOr(rest, word, whole);
}

function listOrJson(rest: string, _token: string, word: string): NodeArguments {
  return jsonOr(rest, word, list);
}

function jsonOr(rest: string, word: string, otherwise: (rest: string) => NodeArguments): NodeArguments {
  const items = jsonArrayOf(rest);
  if (items !== undefined) return { args: items, isJson: true };
  return { ...otherwise(rest), mayHaveHeredocs: heredocable.has(word) };
}

/** `HEALTHCHECK`: a type, and a command. */
function typed(rest: string, token: string, word: string): NodeArguments {
  const [, type = "", command = ""] = typeAndRest.exec(rest) ?? [];
  if (type === "") return {};
  const { args = [], isJson = false } = wholeOrJson(command, token, word);
  return { args: [type, ...args], isJson };
}

/** The word of the trigger and its arguments. Another `ONBUILD`, which is refused later, is read no further. */
function trigger(rest: string, token: string): NodeArguments {
  if (rest === "") return {};
  const command = splitCommand(rest, token);
  if (command.word.toUpperCase() === "ONBUILD") return { args: [command.word] };
  const { args = [], pairs: found = [], mayHaveHeredocs = false } = readArguments(command.word, command.rest, token);
  const flat = found.flatMap(({ key, value, isLegacy }) => [key, value, isLegacy ? "" : "="]);
  return { args: [command.word, ...args, ...flat], mayHaveHeredocs };
}

/** `name=value …`, or the old `name value` with one pair a line: what comes first, a space or `=`, says which. */
function pairs(rest: string, token: string, word: string): NodeArguments {
  const words = splitWords(rest, token);
  const [first] = words;
  if (first === undefined) return {};
  if (!first.includes("=")) return { pairs: [legacyPair(rest, word)] };
  return { pairs: words.map(pairOf) };
}

function legacyPair(rest: string, word: string): KeyValue {
  const blank = blanks.exec(rest);
  if (blank === null) throw new DockerfileError(`${word} must have two arguments`);
  return { key: rest.slice(0, blank.index), value: rest.slice(blank.index + blank[0].length), isLegacy: true };
}

function pairOf(word: string): KeyValue {
  const equals = word.indexOf("=");
  if (equals < 0)
    throw new DockerfileError(`Syntax error - can't find = in ${quote(word)}. Must be of the form: name=value`);
  return { key: word.slice(0, equals), value: word.slice(equals + 1), isLegacy: false };
}
