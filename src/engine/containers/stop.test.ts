import { expect, test } from "bun:test";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { graceOf } from "./stop.ts";

test("a container's own time to stop goes before the engine's", () => {
  const context = { settings: { stopTimeoutS: 3 } } as ContainerContext;
  const entry = (StopTimeout?: number) => ({ record: { config: { StopTimeout } } }) as ContainerEntry;
  expect([undefined, 0, 7, -1].map((own) => graceOf(context, entry(own)))).toEqual([3, 0, 7, -1]);
});
