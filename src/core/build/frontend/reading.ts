import type { LintReport } from "#formats/dockerfile/lint/linter.ts";
import { reportUndefinedVariables } from "#formats/dockerfile/lint/variables.ts";
import type { EscapeCharacter } from "#formats/dockerfile/parser/parse.ts";
import { type ExpandOptions, type Expansion, expandWord } from "#formats/dockerfile/shell/expand.ts";
import type { SourceRange } from "#formats/dockerfile/source-range.ts";
import type { PatternMatcher } from "#formats/patterns/pattern-matcher.ts";
import type { LineRange, SourceLocation, SourceText, Vertex } from "../graph.ts";
import type { FrontendRequest } from "../request.ts";
import type { ArgumentFacts } from "./global-arguments.ts";
import type { HistoryWords } from "./history.ts";
import type { Outline } from "./outline.ts";
import type { BuildPlatforms } from "./platform-arguments.ts";
import type { StageDraft } from "./stage-draft.ts";

/** What all stages of one reading of a Dockerfile share. */
export interface Reading {
  readonly request: FrontendRequest;
  readonly source: SourceText;
  readonly escape: EscapeCharacter;
  readonly platforms: BuildPlatforms;
  readonly globalArgs: ReadonlyMap<string, string>;
  readonly argumentFacts: ReadonlyMap<string, ArgumentFacts>;
  readonly report: LintReport;
  readonly outline: Outline;
  readonly words: HistoryWords;
  /** Stands for the build context until all is read. */
  readonly contextPlace: Vertex;
  /** What of the context copies do not see, once it has been read; undefined: nothing is left out. */
  ignored: PatternMatcher | undefined;
  /** RFC 3339, of `SOURCE_DATE_EPOCH`; undefined: times are those of the build. */
  readonly created: string | undefined;
  /** More than one platform: progress says which. */
  readonly showsPlatform: boolean;
}

export function locationOf(source: SourceText, ranges: readonly SourceRange[]): SourceLocation {
  return { source, ranges: lineRanges(ranges) };
}

export function lineRanges(ranges: readonly SourceRange[]): LineRange[] {
  return ranges.map(lineRangeOf);
}

/** BuildKit's ranges know lines alone. */
function lineRangeOf({ start, end }: SourceRange): LineRange {
  return { start: { line: start.line, character: 0 }, end: { line: end.line, character: 0 } };
}

/** Names of arguments that do not become variables. */
export const controlArguments: ReadonlySet<string> = new Set([
  "BUILDKIT_SBOM_SCAN_CONTEXT",
  "BUILDKIT_SBOM_SCAN_STAGE",
]);

/** A word of an instruction with the stage's variables put in; what is not set is reported. @throws ExpansionError */
export function expandIn(
  stage: StageDraft,
  reading: Reading,
  text: string,
  options: Partial<ExpandOptions> & { readonly range: SourceRange },
): Expansion {
  const { range, ...more } = options;
  const expansion = expandWord(text, stage.environment, { escape: reading.escape, ...more });
  const declared = new Set(stage.args.map(({ key }) => key));
  const use = { unmatched: expansion.unmatched, declared, known: stage.environment.keys() };
  reportUndefinedVariables(use, range, reading.report);
  return expansion;
}
