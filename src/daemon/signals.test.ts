import { expect, test } from "bun:test";
import { silentLog } from "#base/op.ts";
import { followSignals } from "./signals.ts";

test("the first request stops, the third forces; other signals do not end the daemon", async () => {
  const seen: string[] = [];
  const log = { ...silentLog, info: (message: string) => void seen.push(message) };
  const stopFollowing = followSignals(log, {
    stop: () => seen.push("stop"),
    force: (code) => seen.push(`force ${code}`),
    reload: () => seen.push("reload"),
    dump: () => seen.push("dump"),
  });
  for (const signal of ["SIGHUP", "SIGQUIT", "SIGUSR1", "SIGTERM", "SIGINT", "SIGTERM"] as const) process.emit(signal);
  stopFollowing();
  expect(seen).toEqual([
    "reload",
    "dump",
    "dump",
    "Processing signal 'terminated'",
    "stop",
    "Processing signal 'interrupt'",
    "Processing signal 'terminated'",
    "Forcing docker daemon shutdown without cleanup; 3 interrupts received",
    "force 143",
  ]);
});
