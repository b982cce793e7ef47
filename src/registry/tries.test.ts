import { expect, test } from "bun:test";
import { op, testRegistries } from "./registries.test-support.ts";
import { refuse, StandIn } from "./stand-in.test-support.ts";

/** How often a manifest was asked for, by method, of a registry that answers with this. */
async function asked(status: number, headers: Record<string, string> = {}): Promise<[heads: number, gets: number]> {
  await using registry = await StandIn.start({
    rule: ({ asked: { path }, response }) =>
      path.includes("/manifests/") && refuse(response, status, "UNAVAILABLE", "no", 1, headers) !== undefined,
  });
  await using registries = testRegistries();
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull" });
  const outcome = await repository.resolve(op, "1").then(
    () => "resolved",
    () => "refused",
  );
  expect(outcome).toBe("refused");
  return [registry.asked("HEAD").length, registry.asked("GET").length];
}

test("what passes soon is asked for again, and a refusal is not", async () => {
  expect(await asked(503)).toEqual([1, 3]);
  expect(await asked(429, { "Retry-After": "0" })).toEqual([1, 3]);
  expect(await asked(429)).toEqual([1, 1]);
  expect(await asked(503, { "Retry-After": "3600" })).toEqual([1, 1]);
  expect(await asked(500)).toEqual([1, 1]);
  expect(await asked(404)).toEqual([1, 1]);
});

test("a connection that breaks before an answer is made anew", async () => {
  let broken = 0;
  await using registry = await StandIn.start({
    rule: ({ asked: { path }, socket }) =>
      path.includes("/manifests/") && broken++ < 2 && socket.destroy() !== undefined,
  });
  const top = registry.putManifest("app", "1", { schemaVersion: 2 });
  await using registries = testRegistries();
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull" });
  expect(await repository.resolve(op, "1")).toEqual(top);
});
