import { Code, ConnectError } from "@connectrpc/connect";
import { type EngineError, type ErrorKind, isEngineError, messageOf } from "#base/errors.ts";
import type { BuildErrorFacts } from "#core/build/errors.ts";
import type { SourceLocation } from "#core/build/graph.ts";
import type { Status } from "../gen/status.gen.ts";
import { sourceExcerpt } from "./source-excerpt.ts";

/**
 * Most of what a build fails with has no code in BuildKit, whose clients would print it before the text.
 */
const codes: Readonly<Partial<Record<ErrorKind, Code>>> = {
  canceled: Code.Canceled,
  "deadline-exceeded": Code.DeadlineExceeded,
  "resource-exhausted": Code.ResourceExhausted,
};

/** Of a message and of a source: both go in trailers, which are sent up to 64 KiB, escaped. */
const maxTextLength = 8 * 1024;

/** An error as BuildKit's clients read it: with the place in the Dockerfile, the step and the exit code. */
export function grpcError(error: unknown): ConnectError {
  if (error instanceof ConnectError) return error;
  if (!isEngineError(error)) return new ConnectError(messageOf(error), Code.Unknown);
  return connectError(statusCode(error.kind), error.message, errorDetails(error));
}

/** Which clients tell apart by its code. */
export function noSuchJob(id: string): ConnectError {
  return connectError(Code.NotFound, `no such job ${id}`, []);
}

/** A status that a client gave us, to be given to another call of it. */
export function statusError({ code, message, details }: Status): ConnectError {
  return connectError(code in Code ? code : Code.Unknown, message, details);
}

interface Detail {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

function connectError(code: Code, message: string, details: readonly Detail[]): ConnectError {
  const error = new ConnectError(message.slice(0, maxTextLength), code);
  error.details = details.map(({ typeUrl, value }) => ({ type: typeUrl, value }));
  return error;
}

export function statusCode(kind: ErrorKind): Code {
  return codes[kind] ?? Code.Unknown;
}

/** BuildKit's details are JSON under names of containerd's typeurl, not protobuf (util/grpcerrors, withDetails). */
export function errorDetails(error: EngineError & BuildErrorFacts): Detail[] {
  const { location, vertex, exitCode } = error;
  const { subrequest } = error.data;
  return [
    ...(exitCode === undefined ? [] : [typed("gatewayapi.ExitMessage", { Code: exitCode })]),
    ...(vertex === undefined ? [] : [typed("errdefs.Vertex", { digest: vertex })]),
    ...(location === undefined ? [] : [typed("errdefs.Source", sourceOf(location))]),
    ...(subrequest === undefined ? [] : [typed("errdefs.Subrequest", { name: subrequest })]),
  ];
}

function typed(name: string, value: object): Detail {
  return { typeUrl: `github.com/moby/buildkit/${name}+json`, value: Buffer.from(JSON.stringify(value)) };
}

function sourceOf({ source, ranges }: SourceLocation): object {
  const data = Buffer.from(sourceExcerpt(source.text, ranges, maxTextLength)).toString("base64");
  return { info: { filename: source.fileName, data, language: source.language }, ranges };
}
