import { rmSync, writeFileSync } from "node:fs";
import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { imageBuild } from "#client/image-build.ts";
import { proxyVariables } from "../../container-spec/proxies.ts";
import { sending } from "../../copy/sending.ts";
import { registryConfigHeader } from "../../credentials/credential.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { humanSize } from "../../format/human-size.ts";
import type { Io, Output } from "../../io/io.ts";
import { ProgressError, showProgress } from "../../streams/progress.ts";
import { type ClassicContext, classicContext } from "./classic-context.ts";
import type { ClassicFlags } from "./classic-flags.ts";
import { classicQuery } from "./classic-request.ts";
import { HeldOutput } from "./held-output.ts";

export interface ClassicCommand {
  readonly flags: ClassicFlags;
  /** PATH, URL or `-`. */
  readonly context: string;
}

/**
 * A build as Docker's client does it where BuildKit is switched off: one step after another, in lines.
 * @returns the exit code
 */
export async function classicBuild(op: Op, io: Io, client: Client, command: ClassicCommand): Promise<number> {
  const { flags } = command;
  try {
    if (flags.iidfile !== "") rmSync(flags.iidfile, { force: true });
    const context = await classicContext({ context: command.context, file: flags.file, ...readingOf(op, io) });
    await build(op, io, client, { flags, context });
    return 0;
  } catch (error) {
    if (op.signal.aborted) throw error;
    io.stderr.write(`${messageOf(error)}\n`);
    return error instanceof ProgressError && error.code !== 0 ? error.code : 1;
  }
}

const readingOf = (op: Op, io: Io) => ({ stdin: io.stdin, signal: op.signal });

interface Prepared {
  readonly flags: ClassicFlags;
  readonly context: ClassicContext;
}

async function build(op: Op, io: Io, client: Client, { flags, context }: Prepared): Promise<void> {
  const { dockerfile, remote, archive } = context;
  const buildArgs = { ...proxyVariables(io.config, client.host), ...argumentsOf(flags["build-arg"], io.env) };
  const platform = flags.platform || (io.env["DOCKER_DEFAULT_PLATFORM"] ?? "");
  const query = classicQuery({ flags, dockerfile, remote, buildArgs, platform });
  const registryConfig = registryConfigHeader(await new Credentials(io).all(op));
  const send = (ended: Op, body?: AsyncIterable<Uint8Array>) =>
    imageBuild(ended, client, { query, context: body, registryConfig });
  const shown = flags.quiet ? new HeldOutput() : io.stdout;
  let id = "";
  const aux = (value: unknown): void => {
    id = (value as { ID?: string }).ID ?? id;
  };
  try {
    const answer = archive === undefined ? await send(op) : await sending(op, counted(archive, shown), send);
    if (shown instanceof HeldOutput) shown.beginsAnswer();
    await showProgress(shown, answer.body, { aux, now: io.now });
  } catch (error) {
    if (shown instanceof HeldOutput) io.stderr.write(shown.text);
    throw error;
  }
  // Then the answer is the id and nothing else.
  if (shown instanceof HeldOutput) id = shown.answer;
  if (flags.quiet) io.stdout.write(id);
  if (flags.iidfile === "") return;
  if (id === "") throw new Error(`server did not provide an image ID. Cannot write ${flags.iidfile}`);
  writeFileSync(flags.iidfile, id);
}

/** Values of ARG; one without a value that the environment does not know unsets it. */
function argumentsOf(texts: readonly string[], env: Io["env"]): Record<string, string | null> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf("=");
      return equals < 0 ? [text, env[text] ?? null] : [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

/** The archive, and how much of it has gone: at its end, on a terminal all the time. */
async function* counted(
  archive: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  out: Output,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  const text = (): string => `Sending build context to Docker daemon ${humanSize(bytes, 4).padStart(8)}\r`;
  for await (const chunk of archive) {
    bytes += chunk.length;
    if (out.isTerminal) out.write(text());
    yield chunk;
  }
  out.write(`${text()}\r\n`);
}
