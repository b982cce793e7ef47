import { encode } from "#api/encode.ts";
import { isOlder } from "#api/version.ts";
import { EngineError } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function createExec(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { ConsoleSize, ...request } = await exchange.json("ExecCreateRequest");
  if ((request.Cmd ?? []).length === 0) throw new EngineError("invalid-argument", "No exec command specified");
  const sized = ConsoleSize !== undefined && !isOlder(exchange.version, "1.42") ? { ConsoleSize } : {};
  const answer = await backends.exec.create(exchange.lasting, exchange.subject, { ...request, ...sized });
  exchange.answer(201, encode("ExecCreateResponse", answer));
}
