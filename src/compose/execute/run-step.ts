import { type Op, throwIfEnded } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerAttach } from "#client/container-attach.ts";
import { containerRemove } from "#client/container-remove.ts";
import { containerStart } from "#client/container-start.ts";
import { containerWait } from "#client/container-wait.ts";
import { StreamDecoder } from "#formats/stdcopy.ts";
import { ComposeError } from "../errors.ts";
import { OutputTail } from "./output-tail.ts";
import type { HookOutput } from "./run-hook.ts";

export interface StartStep {
  readonly service: string;
  readonly index: number;
  readonly output: HookOutput;
}

/** Runs a container that does something before its service starts, to the end. @throws ComposeError when it fails */
export async function runStep(
  op: Op,
  client: Client,
  container: string,
  { service, index, output }: StartStep,
): Promise<void> {
  const stdout = new OutputTail();
  const stderr = new OutputTail();
  const stream = await containerAttach(op, client, container, { stream: true, stdout: true, stderr: true });
  const stop = (): void => stream.close();
  op.signal.addEventListener("abort", stop, { once: true });
  try {
    const ended = await containerWait(op, client, container, { condition: "next-exit" });
    await startOrRemove(op, client, container);
    const decoder = new StreamDecoder();
    for await (const chunk of stream.body)
      for (const { stream: name, data } of decoder.decode(chunk)) {
        output(data);
        (name === "stderr" ? stderr : stdout).push(data);
      }
    throwIfEnded(op);
    const { StatusCode, Error: problem } = await ended.result;
    const what = `service ${JSON.stringify(service)} pre_start[${index}]`;
    if (problem?.Message) throw new ComposeError(`${what} wait error: ${problem.Message}`);
    if (StatusCode === 0) return;
    const said = stderr.text || stdout.text;
    const kept = `(hook container ${container.slice(0, 12)} retained for inspection)`;
    throw new ComposeError(`${what} exited with code ${StatusCode}${said === "" ? "" : `: ${said}`} ${kept}`);
  } catch (error) {
    throwIfEnded(op);
    throw error;
  } finally {
    op.signal.removeEventListener("abort", stop);
    stream.close();
  }
}

/** One that has not begun has nothing to show. */
async function startOrRemove(op: Op, client: Client, container: string): Promise<void> {
  try {
    await containerStart(op, client, container);
  } catch (error) {
    throwIfEnded(op);
    await containerRemove(op, client, container, { force: true, volumes: true });
    throw error;
  }
}
