import { StreamDecoder } from "#formats/stdcopy.ts";
import { LineSplitter } from "../compose/logs/line-splitter.ts";

/** A line of a container's log. */
export interface LogLine {
  readonly stream: "stdout" | "stderr";
  /** RFC 3339 with nanoseconds, which sorts as text; that of the line before, where it has none of its own. */
  readonly time: string;
  readonly text: string;
}

const timePattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z) /;

/** The lines of a log that was asked for with timestamps. @throws Error with the engine's text when it sends one in a frame */
export async function* logLines(
  body: AsyncIterable<Uint8Array>,
  isTty: boolean,
): AsyncGenerator<LogLine, void, undefined> {
  const ready: LogLine[] = [];
  let before = "";
  const splitterOf = (stream: LogLine["stream"]): LineSplitter =>
    new LineSplitter((line) => {
      const time = timePattern.exec(line)?.[1];
      before = time ?? before;
      ready.push({ stream, time: before, text: time === undefined ? line : line.slice(time.length + 1) });
    });
  const splitters = { stdout: splitterOf("stdout"), stderr: splitterOf("stderr") };
  const decoder = new StreamDecoder();
  let failure = "";
  for await (const chunk of body) {
    if (isTty) splitters.stdout.push(chunk);
    else
      for (const { stream, data } of decoder.decode(chunk)) {
        if (stream === "system") failure += new TextDecoder().decode(data);
        else splitters[stream === "stderr" ? "stderr" : "stdout"].push(data);
      }
    yield* ready.splice(0);
  }
  for (const splitter of Object.values(splitters)) splitter.end();
  yield* ready.splice(0);
  if (failure !== "") throw new Error(`error from daemon in stream: ${failure}`);
}
