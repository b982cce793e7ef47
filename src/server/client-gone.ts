import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * A signal that aborts when the client closes its end before the answer is complete, as Go's request context does:
 * an end of its sending side counts as well.
 */
export function clientSignal(request: IncomingMessage, response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const { socket } = request;
  const gone = (): void => controller.abort(new Error("client closed the connection"));
  const finish = (): void => {
    socket.off("end", gone).off("close", gone);
    response.off("close", gone);
  };
  socket.on("end", gone).on("close", gone);
  response.on("close", gone).once("finish", finish);
  return controller.signal;
}
