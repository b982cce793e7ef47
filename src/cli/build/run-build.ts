import type { Op } from "#base/op.ts";
import { buildSolve } from "#client/build-solve.ts";
import type { Client } from "#client/client.ts";
import { type Answerer, Wire } from "#formats/build-wire/wire.ts";
import type { ProgressEvent, ProgressPrinter } from "./progress/events.ts";

/** What an engine says of a build that succeeded. */
export interface BuildOutcome {
  readonly id: string;
  /** What the exporters say, all together. */
  readonly exported?: Readonly<Record<string, string>>;
  /** To a question about the Dockerfile. */
  readonly answer?: Readonly<Record<string, string>>;
}

/** Runs one build. @throws EngineError, with the place in the Dockerfile among its facts */
export async function runBuild(
  op: Op,
  client: Client,
  request: object,
  { answer, printer }: { readonly answer: Answerer; readonly printer: ProgressPrinter },
): Promise<BuildOutcome> {
  const stream = await buildSolve(op, client);
  const wire = new Wire({
    send: (bytes) => stream.write(bytes),
    answer,
    event: (event) => printer.event(event as ProgressEvent),
  });
  const reading = (async () => {
    try {
      for await (const chunk of stream.body) wire.receive(chunk);
    } finally {
      wire.close("the engine has closed the connection of the build");
    }
  })();
  reading.catch(() => {});
  const stop = (): void => stream.close();
  op.signal.addEventListener("abort", stop, { once: true });
  try {
    return (await wire.ask({ name: "build", ...request })) as BuildOutcome;
  } finally {
    op.signal.removeEventListener("abort", stop);
    stream.close();
  }
}
