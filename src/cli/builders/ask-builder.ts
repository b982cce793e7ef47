import type { Op } from "#base/op.ts";
import { buildSolve } from "#client/build-solve.ts";
import type { Client } from "#client/client.ts";
import { type Call, type CallRequest, Wire } from "#formats/build-wire/wire.ts";

/** Asks the engine's builder for something that is no build, on a connection of its own. @throws EngineError */
export async function askBuilder<T>(
  op: Op,
  client: Client,
  request: CallRequest,
  options: { readonly event?: (value: unknown) => void; readonly read?: (call: Call) => Promise<void> } = {},
): Promise<T> {
  const stream = await buildSolve(op, client);
  const wire = new Wire({
    send: (bytes) => stream.write(bytes),
    answer: () => Promise.reject(new Error("the client answers nothing")),
    ...(options.event === undefined ? {} : { event: options.event }),
  });
  const reading = (async () => {
    try {
      for await (const chunk of stream.body) wire.receive(chunk);
    } finally {
      wire.close("the engine has closed the connection");
    }
  })();
  reading.catch(() => {});
  const stop = (): void => stream.close();
  op.signal.addEventListener("abort", stop, { once: true });
  try {
    const call = wire.call(request);
    await call.end();
    await options.read?.(call);
    return (await call.reply) as T;
  } finally {
    op.signal.removeEventListener("abort", stop);
    stream.close();
  }
}
