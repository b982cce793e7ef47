import { parseDuration } from "#base/duration.ts";
import { signalNumbers } from "#base/signals.ts";
import type { RunConfig, RunHealthcheck } from "#formats/oci/image.ts";
import { type Instruction, instructionsOf, jsonList } from "./lines.ts";
import { expandWord, invalid, pairsOf, splitWords } from "./words.ts";

type Mutable = { -readonly [Key in keyof RunConfig]: RunConfig[Key] };

/**
 * Lays Dockerfile instructions over a config, as `import` and `commit` take them with `--change`.
 * @throws invalid-argument in Docker's words
 */
export function applyChanges(config: RunConfig, changes: readonly string[]): RunConfig {
  if (changes.length === 0) return config;
  const instructions = instructionsOf(changes.join("\n"));
  for (const { word } of instructions) if (!(word in handlers)) throw invalid(`${word} is not a valid change command`);
  const draft = new Draft(config);
  for (const instruction of instructions) handlers[instruction.word]?.(draft, instruction);
  return draft.config;
}

/** A config that instructions change one after another. */
class Draft {
  readonly config: Mutable;
  /** Whether an instruction has said what the command is: an entrypoint then leaves it. */
  commandSet = false;

  constructor(config: RunConfig) {
    this.config = { ...config };
  }

  expand(text: string): string {
    return expandWord(text, (name) => {
      const found = this.config.Env?.find((entry) => entry.startsWith(`${name}=`));
      return found?.slice(name.length + 1);
    });
  }
}

const handlers: Readonly<Record<string, (draft: Draft, instruction: Instruction) => void>> = {
  CMD(draft, { rest }) {
    draft.config.Cmd = commandOf(rest);
    draft.commandSet = true;
  },
  ENTRYPOINT(draft, { rest }) {
    draft.config.Entrypoint = rest === "" ? null : commandOf(rest);
    if (!draft.commandSet) draft.config.Cmd = null;
  },
  ENV(draft, { word, rest }) {
    const before = pairsOf(word, rest).map(([name, value]) => `${draft.expand(name)}=${draft.expand(value)}`);
    for (const entry of before) draft.config.Env = withVariable(draft.config.Env ?? [], entry);
  },
  LABEL(draft, { word, rest }) {
    const pairs = pairsOf(word, rest).map(([name, value]) => [draft.expand(name), draft.expand(value)]);
    draft.config.Labels = { ...draft.config.Labels, ...Object.fromEntries(pairs) };
  },
  EXPOSE(draft, instruction) {
    const ports = words(draft, instruction).flatMap(portsOf);
    draft.config.ExposedPorts = { ...draft.config.ExposedPorts, ...keys(ports) };
  },
  VOLUME(draft, { word, rest }) {
    const paths = jsonList(rest) ?? splitWords(rest);
    if (paths.length === 0) throw invalid(`${word} requires at least one argument`);
    draft.config.Volumes = { ...draft.config.Volumes, ...keys(paths.map((path) => draft.expand(path))) };
  },
  USER(draft, instruction) {
    draft.config.User = single(draft, instruction);
  },
  WORKDIR(draft, instruction) {
    const path = single(draft, instruction);
    draft.config.WorkingDir = cleaned(path.startsWith("/") ? path : `${draft.config.WorkingDir ?? ""}/${path}`);
  },
  STOPSIGNAL(draft, instruction) {
    const signal = single(draft, instruction);
    if (!isSignal(signal)) throw invalid(`invalid signal: ${signal}`);
    draft.config.StopSignal = signal;
  },
  ONBUILD(draft, { word, rest }) {
    if (rest === "") throw invalid(`${word} requires at least one argument`);
    const trigger = (rest.split(/\s/)[0] ?? "").toUpperCase();
    if (trigger === "ONBUILD") throw invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
    if (trigger === "FROM" || trigger === "MAINTAINER") throw invalid(`${trigger} isn't allowed as an ONBUILD trigger`);
    draft.config.OnBuild = [...(draft.config.OnBuild ?? []), rest];
  },
  HEALTHCHECK(draft, { word, rest }) {
    if (rest === "") throw invalid(`${word} requires at least one argument`);
    draft.config.Healthcheck = healthcheckOf(rest);
  },
};

/** A list, or text for a shell; an empty list is no command. */
function commandOf(text: string): string[] | null {
  const list = jsonList(text);
  if (list === undefined) return ["/bin/sh", "-c", ...(text === "" ? [] : [text])];
  return list.length === 0 ? null : list;
}

function words(draft: Draft, { word, rest }: Instruction): string[] {
  const found = splitWords(rest).map((text) => draft.expand(text));
  if (found.length === 0) throw invalid(`${word} requires at least one argument`);
  return found;
}

function single(draft: Draft, { word, rest }: Instruction): string {
  if (rest === "") throw invalid(`${word} requires exactly one argument`);
  return draft.expand(rest);
}

function withVariable(env: readonly string[], entry: string): string[] {
  const name = entry.slice(0, entry.indexOf("=") + 1);
  const at = env.findIndex((known) => known.startsWith(name));
  return at < 0 ? [...env, entry] : env.with(at, entry);
}

function keys(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

/** `80`, `80/udp`, `90-92`; what stands before a colon is for the host, and left out. */
function portsOf(text: string): string[] {
  const [range = "", protocol = "tcp"] = text.slice(text.lastIndexOf(":") + 1).split("/");
  const [, first = "", last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (first === "" || to < from || to > 65535) throw invalid(`Invalid containerPort: ${range}`);
  return Array.from({ length: to - from + 1 }, (_, index) => `${from + index}/${protocol.toLowerCase()}`);
}

function cleaned(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function isSignal(text: string): boolean {
  if (/^\d+$/.test(text)) return Number(text) > 0;
  const name = text.toUpperCase().replace(/^SIG/, "");
  return name in signalNumbers || /^RTM(?:IN|AX)(?:[+-]\d+)?$/.test(name);
}

const healthFlags = {
  interval: "Interval",
  timeout: "Timeout",
  "start-period": "StartPeriod",
  "start-interval": "StartInterval",
} as const;

function healthcheckOf(text: string): RunHealthcheck {
  let rest = text;
  const options: Record<string, number> = {};
  for (let flag = /^--(\S*)\s*/.exec(rest); flag !== null; flag = /^--(\S*)\s*/.exec(rest)) {
    readHealthFlag(flag[1] ?? "", options);
    rest = rest.slice(flag[0].length);
  }
  const [, kind = "", command = ""] = /^(\S*)\s*(.*)$/s.exec(rest) ?? [];
  if (kind.toUpperCase() === "NONE") return { Test: ["NONE"] };
  if (kind.toUpperCase() !== "CMD")
    throw invalid(`Unknown type ${JSON.stringify(kind.toUpperCase())} in HEALTHCHECK (try CMD)`);
  if (command === "") throw invalid("Missing command after HEALTHCHECK CMD");
  const list = jsonList(command);
  return { ...options, Test: list === undefined ? ["CMD-SHELL", command] : ["CMD", ...list] };
}

function readHealthFlag(text: string, options: Record<string, number>): void {
  const [name = "", value = ""] = text.split(/=(.*)/s);
  if (name === "retries") {
    if (!/^\d+$/.test(value)) throw invalid(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
    options["Retries"] = Number(value);
    return;
  }
  const field = healthFlags[name as keyof typeof healthFlags];
  if (field === undefined) throw invalid(`unknown flag: --${name}`);
  options[field] = Number(parseDuration(value));
}
