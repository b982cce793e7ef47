import type { IncomingMessage } from "node:http";

/**
 * Reads no more of a connection while the request's body waits to be taken: of a socket that was handed to it, node:http
 * reads on and on. Taking the body lets it go on; a body that has all come holds up nothing, for taking it would not ask for more.
 */
export function holdBody(request: IncomingMessage): void {
  const { socket } = request;
  let isHeld = false;
  const hold = (): void => {
    if (request.complete || request.readableLength < request.readableHighWaterMark) return;
    isHeld = true;
    socket.pause();
  };
  socket.on("data", hold);
  request.once("close", () => {
    socket.off("data", hold);
    if (isHeld) socket.resume();
  });
}
