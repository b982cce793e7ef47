import { expect, test } from "bun:test";
import { runCommand } from "../../io/run-command.ts";
import * as update from "./update.ts";

test("update names what was changed, and then the warnings", async () => {
  const changed = { status: 200, json: { Warnings: ["Weight discarded."] } };
  const absent = { status: 404, json: { message: "No such container: nosuch" } };
  const result = await runCommand(update, ["--memory", "64m", "--restart", "on-failure:2", "a", "nosuch"], {
    answers: [changed, absent],
  });
  const [request] = result.requests;
  expect(`${request?.method} ${request?.path}`).toBe("POST /containers/a/update");
  expect(result.out).toBe("a\nWeight discarded.\n");
  expect(result.err).toBe("Error response from daemon: No such container: nosuch");
  expect(result.code).toBe(1);
});

test("update wants something to change", async () => {
  const result = await runCommand(update, ["a"], { answers: [] });
  expect(result.err).toBe("you must provide one or more flags when using this command");
  expect(result.code).toBe(1);
});
