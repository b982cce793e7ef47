import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../io/run-command.ts";
import * as create from "./create.ts";
import * as ls from "./ls.ts";
import * as rm from "./rm.ts";

const folder = mkdtempSync(join(tmpdir(), "contexts-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (module: Parameters<typeof runCommand>[0], ...argv: string[]) =>
  runCommand(module, argv, { answers: [], io: { configFolder: folder, contextName: "used" } });

test("a dry run removes no context, and refuses what the real one refuses", async () => {
  for (const name of ["far", "used"]) await run(create, name, "--docker", "host=tcp://127.0.0.1:1");
  const names = ["far", "far", "used", "default", "nosuch"];
  const rehearsed = await run(rm, "--dry-run", ...names);
  expect(rehearsed).toMatchObject({ code: 1, out: "Would remove context far\n" });
  expect((await run(ls, "-q")).out).toBe("default\nfar\nused\n");
  const real = await run(rm, ...names);
  expect(real).toMatchObject({ code: 1, out: "far\n", err: rehearsed.err });
  expect((await run(rm, "-f", "--dry-run", "used", "nosuch")).out).toBe(
    "Would remove context used\nWould remove context nosuch\n",
  );
  expect((await run(ls, "-q")).out).toBe("default\nused\n");
});
