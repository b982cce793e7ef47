import { expect, test } from "bun:test";
import type { SwarmTask } from "#client/swarm-types.ts";
import { convergence } from "./convergence.ts";
import type { ServiceMode, SwarmService } from "./service.ts";

const service = (Mode: ServiceMode): SwarmService => ({ Spec: { TaskTemplate: {}, Mode } }) as unknown as SwarmService;
const task = (Slot: number, State: string, DesiredState = "running", NodeID = "n1"): SwarmTask =>
  ({ Slot, NodeID, DesiredState, Status: { State } }) as unknown as SwarmTask;
const nodes = new Set(["n1", "n2"]);

test("a service of two tasks counts one per place, on nodes that are up", () => {
  const two = service({ Replicated: { Replicas: 2 } });
  const tasks = [
    task(1, "running"),
    task(1, "running", "shutdown"),
    task(2, "starting"),
    task(2, "running", "running", "gone"),
  ];
  expect(convergence(two, tasks, nodes)).toEqual({ done: 1, wanted: 2 });
  expect(convergence(two, [task(1, "running"), task(2, "running")], nodes)).toEqual({ done: 2, wanted: 2 });
});

test("a global service wants as many as there are nodes with tasks", () => {
  const tasks = [task(0, "running"), task(0, "pending", "running", "n2")];
  expect(convergence(service({ Global: {} }), tasks, nodes)).toEqual({ done: 1, wanted: 2 });
});

test("a job counts what is complete", () => {
  const job = service({ ReplicatedJob: { TotalCompletions: 3 } });
  const tasks = [task(1, "complete", "complete"), task(2, "running", "complete")];
  expect(convergence(job, tasks, nodes)).toEqual({ done: 1, wanted: 3 });
});
