import { indentedJson, type Json, jsonObject } from "./indented-json.ts";
import { groupsJson, targetJson } from "./print.ts";
import type { Selection } from "./select.ts";

/** What was asked of a target instead of a build, and the answer, which is JSON. */
export interface TargetAnswer {
  readonly question: string;
  readonly json: string;
}

/** Answers to `--call …,format=json` with the definitions that they are about. */
export function answersJson({ groups, targets }: Selection, answers: ReadonlyMap<string, TargetAnswer>): string {
  const named = [...answers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { question, json }]) => {
      const target = targets.get(name);
      const key = question === "lint" ? "check" : question;
      const parts = [
        ["build", target === undefined ? undefined : targetJson(target)],
        [key, sortedKeys(JSON.parse(json) as Readonly<Record<string, unknown>>)],
      ] as const;
      return [name, jsonObject(parts)] as const;
    });
  const all = [
    ["group", groupsJson(groups)],
    ["target", jsonObject(named)],
  ] as const;
  return `${indentedJson(jsonObject(all))}\n`;
}

/** The names at the top are sorted, those below stay as they are. */
const sortedKeys = (answer: Readonly<Record<string, unknown>>): Json =>
  jsonObject(
    Object.entries(answer)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, fromJson(part)] as const),
  );

function fromJson(value: unknown): Json {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value === "object" && value !== null)
    return new Map(Object.entries(value).map(([name, part]) => [name, fromJson(part)]));
  return value as string | number | boolean | null;
}
