import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { BuildRecord } from "#formats/build/build-record.ts";
import type { ProgressEvent } from "../build/progress/events.ts";
import { excerpt } from "../build/show-failure.ts";
import { askBuilder } from "../builders/ask-builder.ts";
import type { ReportedError } from "./report.ts";

const codes: Readonly<Record<string, number>> = { canceled: 1, "deadline-exceeded": 4, "resource-exhausted": 8 };
export const codeNames: Readonly<Record<number, string>> = {
  1: "Canceled",
  2: "Unknown",
  4: "DeadlineExceeded",
  8: "ResourceExhausted",
};
const unknownCode = 2;
const mostLines = 16;

/** Why a build failed, with the end of what its last step printed; undefined: it did not fail. */
export async function reportedError(op: Op, client: Client, record: BuildRecord): Promise<ReportedError | undefined> {
  const { id, error, failure } = record;
  if (error === undefined) return undefined;
  const { Name, Logs } =
    failure?.vertex === undefined
      ? { Name: "", Logs: [] }
      : await stepOutput(op, client, { id, vertex: failure.vertex });
  return {
    Code: codes[failure?.kind ?? ""] ?? unknownCode,
    Message: error,
    Name,
    Logs,
    Sources: failure?.location === undefined ? "" : `${excerpt(failure.location)}\n`,
  };
}

async function stepOutput(
  op: Op,
  client: Client,
  { id, vertex }: { readonly id: string; readonly vertex: string },
): Promise<Pick<ReportedError, "Name" | "Logs">> {
  let Name = "";
  let text = "";
  const event = (value: unknown): void => {
    const told = value as ProgressEvent;
    if (told.vertex?.digest === vertex) Name = told.vertex.name;
    if (told.log?.vertex === vertex) text += Buffer.from(told.log.data, "base64").toString("utf8");
  };
  await askBuilder(op, client, { name: "replay", id }, { event });
  const lines = text.split("\n").filter((line) => line !== "");
  return { Name, Logs: lines.slice(-mostLines) };
}
