import { expect, test } from "bun:test";
import { PruneTurn } from "./prune-turn.ts";

test("a second prune is refused while one runs, and not after it, however it ended", async () => {
  const turn = new PruneTurn();
  const { promise, reject } = Promise.withResolvers<void>();
  const first = turn.run(() => promise);
  const second = turn.run(() => Promise.resolve());
  expect(await second.catch((error: Error) => error.message)).toBe("a prune operation is already running");
  reject(new Error("ended"));
  expect(await first.catch((error: Error) => error.message)).toBe("ended");
  expect(await turn.run(() => Promise.resolve("third"))).toBe("third");
});
