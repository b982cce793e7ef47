import type { Duplex } from "node:stream";
import { rawHead } from "../../identity.ts";
import type { HijackHandler } from "../handler.ts";

/** The connection of our own client: both sides ask each other in frames (docs/build.md). */
export const solveBuild: HijackHandler = {
  kind: "connection",
  run: ({ socket, rest, lasting }, { backends }) => {
    const gone = new AbortController();
    const wire = backends.builds.connect(lasting, { send: (bytes) => send(socket, bytes), gone: gone.signal });
    socket.write(rawHead("101 Switching Protocols", { Connection: "Upgrade", Upgrade: "tcp" }));
    const take = (chunk: Uint8Array): void => {
      try {
        wire.receive(chunk);
      } catch (error) {
        socket.destroy(error as Error);
      }
    };
    const end = (): void => gone.abort();
    socket.on("data", take).on("end", end).on("close", end).on("error", end);
    if (rest.length > 0) take(rest);
    return "taken";
  },
};

function send(socket: Duplex, bytes: Uint8Array): Promise<void> {
  if (socket.destroyed) return Promise.reject(new Error("the connection of the build has ended"));
  if (socket.write(bytes)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const done = (): void => {
      socket.off("drain", done).off("close", failed);
      resolve();
    };
    const failed = (): void => {
      socket.off("drain", done);
      reject(new Error("the connection of the build has ended"));
    };
    socket.once("drain", done).once("close", failed);
  });
}
