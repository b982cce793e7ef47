import { messageOf } from "#base/errors.ts";
import { backgroundOp, type Log, withDeadline } from "#base/op.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import type { BridgeNetwork } from "./bridge-network.ts";

const everyMs = 1_000;
const limitMs = 10_000;

/**
 * Looks once a second whether somebody has flushed the tables of the bridges, and makes them anew: also where no container
 * is on them yet, since the next one must find its rules, and the default bridge's keep the host from forwarding for others.
 * Gives what ends it; it also ends with the kernel.
 */
export function watchFirewalls(kernel: Kernel, log: Log, bridges: () => readonly BridgeNetwork[]): () => void {
  let busy = false;
  const look = async (): Promise<void> => {
    const guarded = bridges().filter((bridge) => bridge.tables.length > 0);
    if (busy || guarded.length === 0) return;
    busy = true;
    try {
      await repair(kernel, log, guarded);
    } catch (error) {
      log.warn("firewall tables were not looked after", { error: messageOf(error) });
      if (error instanceof Error && "code" in error && error.code === "kernel.ended") clearInterval(timer);
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function repair(kernel: Kernel, log: Log, bridges: readonly BridgeNetwork[]): Promise<void> {
  using op = withDeadline(backgroundOp(log), limitMs, "repair of the firewall");
  const present = new Set((await kernel.runNft(op, { text: "list tables" })).split("\n"));
  for (const bridge of bridges) {
    const missing = bridge.tables.find((table) => !present.has(table));
    if (missing === undefined) continue;
    log.warn("a firewall table was taken away and is made anew", { table: missing });
    await bridge.rebuildFirewall(op);
  }
}
