import { expect, test } from "bun:test";
import { operations } from "../src/api/routes.gen.ts";
import { handlers, hijackHandlers } from "../src/server/routes/table.ts";
import { generate } from "./gen-compatibility.ts";

test("every operation is in the table of what works", async () => {
  const text = (await generate()).get("docs/compatibility.md") ?? "";
  for (const [name, { method, path }] of Object.entries(operations)) {
    const works = name in handlers || name in hijackHandlers;
    expect(text).toContain(`| \`${method} ${path}\` | ${works ? "yes" : "501"} |`);
  }
});
