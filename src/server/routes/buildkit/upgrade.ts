import type { Duplex } from "node:stream";
import { EngineError, notSupported } from "#base/errors.ts";
import type { HijackRequest } from "../../hijack.ts";
import { rawHead } from "../../identity.ts";
import { UpgradedBody } from "../../upgraded-body.ts";
import type { HijackContext, HijackHandler } from "../handler.ts";
import type { BuildkitConnections } from "./backend.ts";

/** `POST /grpc`: the client calls us. */
export const upgradeGrpc: HijackHandler = {
  kind: "connection",
  run: (hijack, tools) => upgrade(hijack, tools, ({ serve }) => serve),
};

/** `POST /session`: we call the client. */
export const upgradeSession: HijackHandler = {
  kind: "connection",
  run: (hijack, tools) =>
    upgrade(hijack, tools, ({ session }) => session((name) => hijack.request.headers[name] as string | undefined)),
};

type Taker = (connections: BuildkitConnections) => (connection: Duplex) => void;

/** Answers 101 and gives the connection to what `taker` finds; what it throws is answered as an error. */
async function upgrade(
  { request, socket, rest }: HijackRequest,
  { backends: { buildkit } }: HijackContext,
  taker: Taker,
): Promise<"taken"> {
  const protocol = request.headers.upgrade ?? "";
  if (protocol === "") throw new EngineError("unknown", "no upgrade proto in request");
  if (protocol !== "h2c") throw new EngineError("unknown", `protocol ${protocol} not supported`);
  if (buildkit === undefined) throw notSupported(`${request.method} ${request.url}`);
  const take = taker(await buildkit.open());
  if (rest.length > 0) socket.unshift(Buffer.from(rest));
  socket.write(rawHead("101 Switching Protocols", { Connection: "Upgrade", Upgrade: protocol }));
  take(UpgradedBody.of(socket, request.headers));
  return "taken";
}
