import { expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

test("run prints what the program prints and exits as it does", async () => {
  const script = "echo out; echo err >&2; exit 7";
  const { stdout, stderr, code } = await (await engine()).docker(["run", "--rm", "busybox", "sh", "-c", script]);
  expect([code, stdout, stderr]).toEqual([7, "out\n", "err\n"]);
});
