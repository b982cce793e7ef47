import { expect, test } from "bun:test";
import { operations } from "../src/api/routes.gen.ts";
import { generate, standing } from "./gen-compatibility.ts";

test("every operation is in the table of what works", async () => {
  const text = (await generate()).get("docs/compatibility.md") ?? "";
  for (const [name, { method, path }] of Object.entries(operations)) {
    expect(text).toContain(`| \`${method} ${path}\` | ${standing(name)} |`);
  }
});
