import type { Op } from "#base/op.ts";
import type { Labels, StoredFile } from "#client/swarm-types.ts";
import { goTimeNano } from "../format/text.ts";
import type { Io } from "../io/io.ts";
import { readFileOrInput } from "../io/read-input.ts";

/** What a file holds, or with `-` standard input; in base64. @throws Error in Docker's words */
export async function contentOf(op: Op, io: Io, path: string): Promise<string> {
  try {
    const bytes = await readFileOrInput(op, io, path);
    if (bytes.length === 0) throw new Error("data is empty");
    return bytes.toString("base64");
  } catch (error) {
    throw new Error(`error reading from ${path === "-" ? "STDIN" : path}: ${(error as Error).message}`);
  }
}

/** A secret for people to read. */
export function secretText({ ID, Spec, CreatedAt, UpdatedAt }: StoredFile): string {
  const lines = [
    `ID:              ${ID}`,
    `Name:              ${Spec.Name}`,
    ...labelLines(Spec.Labels),
    `Driver:            ${Spec.Driver?.Name ?? ""}`,
    `Created at:        ${timeText(CreatedAt)}`,
    `Updated at:        ${timeText(UpdatedAt)}`,
  ];
  return lines.join("\n");
}

/** A config for people to read, with what is in it. */
export function configText({ ID, Spec, CreatedAt, UpdatedAt }: StoredFile): string {
  const lines = [
    `ID:\t\t\t${ID}`,
    `Name:\t\t\t${Spec.Name}`,
    ...labelLines(Spec.Labels),
    `Created at:            \t${timeText(CreatedAt)}`,
    `Updated at:            \t${timeText(UpdatedAt)}`,
    "Data:",
    Buffer.from(Spec.Data ?? "", "base64").toString("utf8"),
  ];
  return lines.join("\n");
}

/** The lines below `Labels:`, in the order of keys. */
export function labelLines(labels: Labels | null | undefined, mark = " - "): string[] {
  const keys = Object.keys(labels ?? {}).sort();
  if (keys.length === 0) return [];
  return ["Labels:", ...keys.map((key) => `${mark}${key}${labels?.[key] ? `=${labels[key]}` : ""}`)];
}

/** Docker prints the zone's name in small letters too. */
export function timeText(time: string): string {
  return goTimeNano(time).toLowerCase();
}
