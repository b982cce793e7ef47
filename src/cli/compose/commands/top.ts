import { allOrNone } from "#base/all-or-none.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerTop } from "#client/container-top.ts";
import { labels } from "#compose/labels.ts";
import { observeContainers } from "#compose/observe/observe-project.ts";
import { byName, type ObservedContainer } from "#compose/observe/observed.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { projectNameOf } from "../lifecycle/project-or-name.ts";
import { type Process, processTable } from "../listing/process-table.ts";

export const command = { usage: "[SERVICES...]", flags: {} } satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const project = (await projectNameOf(op, invocation)).toLowerCase();
  const running = await observeContainers(op, client, project, { oneOff: "include", all: false });
  const services = invocation.args;
  const chosen = running.filter(({ service }) => services.length === 0 || services.includes(service)).sort(byName);
  const processes = await allOrNone(op, chosen, (shared, container) => processesOf(shared, client, container));
  io.stdout.write(processTable(processes.flat()));
});

async function processesOf(op: Op, client: Client, container: ObservedContainer): Promise<Process[]> {
  const { Titles, Processes } = await containerTop(op, client, container.id);
  const whose: Process = new Map([
    ["SERVICE", container.labels[labels.service] ?? container.name],
    ["#", container.labels[labels.containerNumber] ?? ""],
  ]);
  const titles = Titles ?? [];
  return (Processes ?? []).map(
    (values) => new Map([...whose, ...titles.map((title, index) => [title, values?.[index] ?? ""] as const)]),
  );
}
