import { encode } from "#api/encode.ts";
import type { ContainerWaitResponse } from "#api/types.gen.ts";
import { isOlder } from "#api/version.ts";
import { EngineError } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";
import type { WaitCondition } from "./backend.ts";

/** From API 1.30 on the head goes out as soon as the wait counts: clients start the container when they have it. */
export async function waitContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const early = !isOlder(exchange.version, "1.30");
  const condition = early ? conditionOf(exchange.query("ContainerWait").condition) : "not-running";
  const waiting = backends.containers.wait(exchange.op, exchange.subject, condition);
  if (early) {
    await refusedAtOnce(waiting);
    exchange.response.writeHead(200, { "Content-Type": "application/json" });
    exchange.response.flushHeaders();
  }
  const answer = encode("ContainerWaitResponse", await waiting);
  if (early) exchange.response.end(`${answer}\n`);
  else exchange.answer(200, answer);
}

function conditionOf(text: string): WaitCondition {
  if (text === "") return "not-running";
  if (text === "not-running" || text === "next-exit" || text === "removed") return text;
  throw new EngineError("invalid-argument", `invalid condition: ${JSON.stringify(text)}`);
}

/** Rejects when the wait has been refused in this turn of the event loop; otherwise it counts. */
async function refusedAtOnce(waiting: Promise<ContainerWaitResponse>): Promise<void> {
  await Promise.race([waiting, new Promise((resolve) => setImmediate(resolve))]);
}
