import type { IncomingMessage } from "node:http";

/**
 * Reads no more of a connection while the request's body waits to be taken: of a socket that was handed to it, node:http
 * reads on and on. Taking the body lets it go on.
 */
export function holdBody(request: IncomingMessage): void {
  const { socket } = request;
  const hold = (): void => {
    if (request.readableLength >= request.readableHighWaterMark) socket.pause();
  };
  socket.on("data", hold);
  request.once("close", () => socket.off("data", hold));
}
