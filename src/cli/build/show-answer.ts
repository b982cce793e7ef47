import { sourceExcerpt } from "#formats/build/excerpt.ts";
import type { Output } from "../io/io.ts";

export type Question = "lint" | "outline" | "targets" | "describe";

interface Place {
  readonly ranges?: readonly { readonly start: { readonly line?: number }; readonly end: { readonly line?: number } }[];
}

interface LintResults {
  readonly warnings: readonly {
    readonly ruleName: string;
    readonly url?: string;
    readonly detail?: string;
    readonly location?: Place;
  }[];
  readonly sources: readonly { readonly fileName: string; readonly data: string }[];
  readonly buildError?: { readonly message: string; readonly location?: Place };
}

/** Prints what a Dockerfile was asked. @returns the exit code */
export function showAnswer(
  output: Output,
  question: Question,
  {
    answer,
    format,
    fileName,
  }: { readonly answer: Readonly<Record<string, string>>; readonly format: string; readonly fileName: string },
): number {
  const json = answer["result.json"] ?? "{}";
  const status = answer["result.statuscode"] === "1" ? 1 : 0;
  if (format === "json") output.write(`${json}\n`);
  else if (question === "lint") output.write(lintText(JSON.parse(json) as LintResults, fileName));
  else if (question === "targets") output.write(targetsText(JSON.parse(json) as { Targets: Target[] }));
  else if (question === "outline") output.write(outlineText(JSON.parse(json) as OutlineResults));
  else output.write(describeText(JSON.parse(json) as Described[]));
  return status;
}

function lintText({ warnings, sources, buildError }: LintResults, fileName: string): string {
  const [source] = sources;
  const text = source === undefined ? "" : Buffer.from(source.data, "base64").toString("utf8");
  const excerpt = (place: Place | undefined): string => sourceExcerpt({ fileName, text }, rangesOf(place));
  const found = warnings
    .toSorted((a, b) => lineOf(a.location) - lineOf(b.location))
    .map(
      ({ ruleName, url, detail, location }) =>
        `\nWARNING: ${ruleName}${url === undefined ? "" : ` - ${url}`}\n${detail ?? ""}\n${excerpt(location)}`,
    );
  const failed = buildError === undefined ? "" : `\nERROR: ${buildError.message}\n${excerpt(buildError.location)}`;
  const count = warnings.length;
  const head =
    count === 0
      ? "Check complete, no warnings found.\n"
      : `Check complete, ${count} warning${count === 1 ? " has" : "s have"} been found!\n`;
  return `${head}${found.join("")}${failed}`;
}

function lineOf(place: Place | undefined): number {
  return place?.ranges?.[0]?.start.line ?? 0;
}

function rangesOf(place: Place | undefined) {
  return (place?.ranges ?? []).map(({ start, end }) => ({
    start: { line: start.line ?? 1, column: 1 },
    end: { line: end.line ?? 1, column: 1 },
  }));
}

interface Target {
  readonly name?: string;
  readonly default?: boolean;
  readonly description?: string;
}

function targetsText({ Targets }: { readonly Targets: readonly Target[] }): string {
  const rows = Targets.flatMap(({ name = "", default: isDefault = false, description = "" }) => {
    if (name === "" && !isDefault) return [];
    return [[isDefault ? (name === "" ? "(default)" : `${name} (default)`) : name, description]];
  });
  return table([["TARGET", "DESCRIPTION"], ...rows], 1);
}

interface OutlineResults {
  readonly name?: string;
  readonly description?: string;
  readonly args?: readonly { readonly name: string; readonly value?: string; readonly description?: string }[];
  readonly secrets?: readonly { readonly name: string; readonly required?: boolean }[];
  readonly ssh?: readonly { readonly name: string; readonly required?: boolean }[];
}

function outlineText({ name = "", description = "", args = [], secrets = [], ssh = [] }: OutlineResults): string {
  const needs = (title: string, all: NonNullable<OutlineResults["secrets"]>): string =>
    all.length === 0
      ? ""
      : `${table([[title, "REQUIRED"], ...all.map((need) => [need.name, need.required === true ? "true" : ""])], 3)}\n`;
  const rows = args.map((arg) => [arg.name, arg.value ?? "", arg.description ?? ""]);
  return [
    name === "" && description === ""
      ? ""
      : `${table([["TARGET:", name], ...(description === "" ? [] : [["DESCRIPTION:", description]])], 1)}\n`,
    rows.length === 0 ? "" : `${table([["BUILD ARG", "VALUE", "DESCRIPTION"], ...rows], 3)}\n`,
    needs("SECRET", secrets),
    needs("SSH", ssh),
  ].join("");
}

interface Described {
  readonly Name: string;
  readonly Version: string;
  readonly Description: string;
}

function describeText(questions: readonly Described[]): string {
  const rows = questions.map((one) => [one.Name.replace(/^frontend\./, ""), one.Version, one.Description]);
  return table([["NAME", "VERSION", "DESCRIPTION"], ...rows], 1);
}

/** @param gap spaces between columns */
function table(rows: readonly (readonly string[])[], gap: number): string {
  const last = (rows[0]?.length ?? 1) - 1;
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const cellText = (cell: string, column: number): string =>
    column === last ? cell : cell.padEnd((widths[column] ?? 0) + gap);
  return rows.map((row) => `${row.map(cellText).join("")}\n`).join("");
}
