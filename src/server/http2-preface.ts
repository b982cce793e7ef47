import type { Duplex } from "node:stream";
import { messageOf } from "#base/errors.ts";
import type { Log } from "#base/op.ts";
import type { BuildkitBackend } from "./routes/buildkit/backend.ts";

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/**
 * Whether node:http gave a connection up because its client speaks HTTP/2 without asking first, as BuildKit's clients may do
 * (API 1.53); it is served then.
 */
export function takeHttp2(
  error: Error,
  socket: Duplex,
  { buildkit, log }: { readonly buildkit: BuildkitBackend | undefined; readonly log: Log },
): boolean {
  const { code, rawPacket } = error as NodeJS.ErrnoException & { readonly rawPacket?: Buffer };
  if (code !== "HPE_PAUSED_H2_UPGRADE" || buildkit === undefined) return false;
  if (rawPacket === undefined || !rawPacket.toString("latin1").startsWith(preface)) return false;
  for (const event of ["data", "end", "drain", "readable"]) socket.removeAllListeners(event);
  // node:http has set it flowing, and keeps it so: what comes while we load is kept here.
  const early = [rawPacket];
  const keep = (chunk: Buffer): void => void early.push(chunk);
  socket.on("data", keep);
  buildkit.open().then(
    (connections) => {
      socket.off("data", keep);
      connections.serve(socket);
      socket.unshift(Buffer.concat(early));
    },
    (failure: unknown) => {
      log.error("BuildKit's gRPC was not loaded", { error: messageOf(failure) });
      socket.destroy();
    },
  );
  return true;
}
