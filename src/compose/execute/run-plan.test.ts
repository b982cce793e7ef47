import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import { PlanBuilder } from "../plan/plan-builder.ts";
import { runPlan } from "./run-plan.ts";

const target = { name: "new", madeBy: "1" } as const;

/** A plan that makes a container and does one step with it, which is undone where it is not done. */
function plan(unlessFailed: { readonly unlessFailed?: string } = {}): PlanBuilder {
  const builder = new PlanBuilder();
  builder.add({ kind: "restart container", target: { name: "any", id: "7" } });
  builder.add(
    { kind: "pause container", target },
    { after: ["1"], otherwise: { kind: "remove container", target, force: true, volumes: false }, ...unlessFailed },
  );
  return builder;
}

/** What was done, in order. */
async function doneOf(failing: string, { op = backgroundOp(), made = plan() } = {}): Promise<string[]> {
  const done: string[] = [];
  const perform = async (_: unknown, { operation }: { operation: { kind: string } }) => {
    done.push(operation.kind);
    if (operation.kind === failing) throw new Error("no");
    return operation.kind === "restart container" ? { id: "id" } : {};
  };
  const reporter = { event() {}, warn() {} };
  await runPlan(op, made.build(), { reporter, perform }).catch(() => {});
  return done;
}

test("a step that is done needs nothing else", async () => {
  expect(await doneOf("")).toEqual(["restart container", "pause container"]);
});

test("what stands in for a step is done where it fails, or is not reached", async () => {
  expect(await doneOf("pause container")).toEqual(["restart container", "pause container", "remove container"]);
});

test("and not where there is nothing yet that it would be about", async () => {
  expect(await doneOf("restart container")).toEqual(["restart container"]);
});

test("what has failed stays where the plan wants it to be looked at, and goes where the user ended it", async () => {
  const made = plan({ unlessFailed: "2" });
  expect(await doneOf("pause container", { made })).toEqual(["restart container", "pause container"]);
  const ended = new AbortController();
  const done: string[] = [];
  const perform = async (_: unknown, { operation }: { operation: { kind: string } }) => {
    done.push(operation.kind);
    if (operation.kind !== "pause container") return { id: "id" };
    ended.abort();
    throw new Error("ended");
  };
  const op = { ...backgroundOp(), signal: ended.signal };
  await runPlan(op, made.build(), { reporter: { event() {}, warn() {} }, perform }).catch(() => {});
  expect(done).toEqual(["restart container", "pause container", "remove container"]);
});
