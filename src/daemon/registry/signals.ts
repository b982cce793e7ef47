import type { Log } from "#base/op.ts";

/** Waits for SIGTERM or SIGINT; a second one ends the process at once. SIGUSR1 has unused content removed. */
export function followRegistrySignals(log: Log, actions: { readonly collect: () => void }): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    for (const [signal, number] of [
      ["SIGTERM", 15],
      ["SIGINT", 2],
    ] as const) {
      process.on(signal, () => {
        log.info(`Processing signal ${signal}`);
        if (isStopping) process.exit(128 + number);
        isStopping = true;
        resolve();
      });
    }
    process.on("SIGUSR1", actions.collect);
    process.on("SIGHUP", () => {});
  });
}
