import { DockerfileError } from "#formats/dockerfile/dockerfile-error.ts";
import type { Stage } from "#formats/dockerfile/instructions/parse-stages.ts";
import { parseStages } from "#formats/dockerfile/instructions/parse-stages.ts";
import type { LintFinding } from "#formats/dockerfile/lint/linter.ts";
import { parseDockerfile } from "#formats/dockerfile/parser/parse.ts";
import type { SourceRange } from "#formats/dockerfile/source-range.ts";
import type { LineRange, SourceText } from "../graph.ts";
import type { ReadDockerfile } from "./read-dockerfile.ts";
import { lineRanges } from "./reading.ts";
import { reachableStages } from "./stage-set.ts";

/** What a frontend answers to a question, by the names of BuildKit's subrequests (frontend/subrequests). */
export type Answer = Readonly<Record<string, string>>;

const version = "1.0.0";

/** `frontend.targets`: the stages that can be built. */
export function targetsAnswer(source: SourceText): Answer {
  const { stages } = parseStages(parseDockerfile(source.text).nodes);
  const Targets = stages.map((stage, index) => targetOf(stage, index === stages.length - 1));
  return { "result.json": json({ Targets, Sources: [base64(source.text)] }), version };
}

function targetOf({ from }: Stage, isDefault: boolean): object {
  return {
    ...filled({
      name: from.name,
      default: isDefault,
      description: from.description,
      base: from.base,
      platform: from.platform,
    }),
    Location: { ranges: wireRanges([from.range]) },
  };
}

/** `frontend.outline`: arguments, secrets and agents that a target takes. */
export function outlineAnswer({ target, reading, stages }: ReadDockerfile): Answer {
  const needed = [...reachableStages(target)].filter((stage) => stages.all.includes(stage));
  const { args, secrets, ssh } = reading.outline.of(needed);
  const location = (range: SourceRange) => ({ location: { ranges: wireRanges([range]) } });
  const need = ({ id, required, range }: (typeof secrets)[number]) => ({
    name: id,
    ...filled({ required }),
    ...location(range),
  });
  const outline = filled({
    name: target.facts.name,
    description: target.facts.description,
    args: args.map(({ definition, value, range }) => ({
      name: definition.key,
      ...filled({ description: definition.description, value }),
      ...location(range),
    })),
    secrets: secrets.map(need),
    ssh: ssh.map(need),
    sources: [base64(reading.source.text)],
  });
  return { "result.json": json(outline), version };
}

/** `frontend.lint`: what the linter found, and why the Dockerfile cannot be built. */
export function lintAnswer(source: SourceText, findings: readonly LintFinding[], error: unknown): Answer {
  const { fileName, language, text } = source;
  const results = {
    warnings: findings.map(({ rule, message, range }) => ({
      ruleName: rule.name,
      ...filled({ description: rule.description, url: rule.url, detail: message }),
      location: { ranges: wireRanges([range]) },
    })),
    sources: [{ fileName, language, definition: null, data: base64(text) }],
    ...(error === undefined ? {} : { buildError: buildErrorOf(error) }),
  };
  const status = findings.length > 0 || error !== undefined ? "1" : "0";
  return { "result.json": json(results), "result.txt": "", "result.statuscode": status, version };
}

function buildErrorOf(error: unknown): object {
  const message = error instanceof Error ? error.message : String(error);
  const ranges = error instanceof DockerfileError ? error.ranges : [];
  return { message, location: ranges.length === 0 ? {} : { ranges: wireRanges(ranges) } };
}

/** `frontend.subrequests.describe`. */
export function describeAnswer(): Answer {
  const requests = questions.map(({ name, description, opts, metadata }) => ({
    Name: name,
    Version: version,
    Type: "rpc",
    Description: description,
    Opts: opts,
    Inputs: null,
    Metadata: metadata.map((Name) => ({ Name, Description: "" })),
    Refs: null,
  }));
  return { "result.json": json(requests), version };
}

const questions = [
  {
    name: "frontend.outline",
    description: "List all parameters current build target supports",
    opts: [{ Name: "target", Description: "Target build stage" }],
    metadata: ["result.json", "result.txt"],
  },
  {
    name: "frontend.targets",
    description: "List all targets current build supports",
    opts: [],
    metadata: ["result.json", "result.txt"],
  },
  {
    name: "frontend.lint",
    description: "Lint a Dockerfile",
    opts: [],
    metadata: ["result.json", "result.txt", "result.statuscode"],
  },
  {
    name: "frontend.subrequests.describe",
    description: "List available subrequest types",
    opts: [],
    metadata: ["result.json", "result.txt"],
  },
];

/** pb.Range in JSON, in which nothing stands for 0. */
function wireRanges(ranges: readonly SourceRange[]): object[] {
  const position = ({ line, character }: LineRange["start"]) => filled({ line, character });
  return lineRanges(ranges).map(({ start, end }) => ({ start: position(start), end: position(end) }));
}

function filled(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isEmpty = (value: unknown): boolean =>
    value === "" || value === false || value === 0 || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
