import { messageOf } from "#base/errors.ts";
import { type Op, withDeadline } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { openClient } from "../config/open-client.ts";
import { contextEngine } from "../contexts/context-engine.ts";
import { defaultName } from "../contexts/metadata.ts";
import type { Io } from "../io/io.ts";
import type { Builder, Builders } from "./builders.ts";
import { type WorkerFacts, workerFacts } from "./worker.ts";

/** A builder with what is known of its node. */
export interface LoadedBuilder {
  readonly name: string;
  /** Empty where nothing is known of it. */
  readonly driver: string;
  readonly isCurrent: boolean;
  /** RFC 3339. */
  readonly lastActivity: string | undefined;
  /** Why nothing is known of it. */
  readonly error: string | undefined;
  readonly nodes: readonly BuilderNode[];
}

export interface BuilderNode {
  readonly name: string;
  readonly endpoint: string;
  readonly status: "running" | "inactive" | "";
  readonly worker: WorkerFacts | undefined;
}

/** Who asks builders, and for how long. */
export interface Asking {
  readonly builders: Builders;
  /** Of the engine in use. */
  readonly client: Client;
  /** Nanoseconds. */
  readonly timeout: number;
}

/** Asks the builder's engine what it is. */
export async function loadBuilder(
  op: Op,
  io: Io,
  { builders, client, timeout }: Asking,
  builder: Builder,
): Promise<LoadedBuilder> {
  const { name } = builder;
  const common = {
    name,
    isCurrent: name === builders.currentName,
    lastActivity: builders.store.lastActivity(name),
  };
  if (builder.of === "store") {
    const nodes = builder.nodes.map((node) => ({ ...node, status: "inactive" as const, worker: undefined }));
    return { ...common, driver: builder.driver, error: undefined, nodes };
  }
  const engine = name === io.contextName ? client : undefined;
  try {
    using waiting = withDeadline(op, timeout / 1e6, `asking builder ${name}`);
    const worker = await asking(io, name, engine, (asked) => workerFacts(waiting, asked));
    const node = { name, endpoint: name, status: "running" as const, worker };
    return { ...common, driver: "docker", error: undefined, nodes: [node] };
  } catch (error) {
    const nodes = [{ name: "", endpoint: "", status: "" as const, worker: undefined }];
    return { ...common, driver: "", error: messageOf(error), nodes };
  }
}

async function asking<T>(
  io: Io,
  name: string,
  known: Client | undefined,
  ask: (client: Client) => Promise<T>,
): Promise<T> {
  if (known !== undefined) return await ask(known);
  const engine = name === defaultName ? { host: io.engine.defaultHost } : contextEngine(io.engine.configFolder, name);
  const client = openClient({ ...engine, env: io.env });
  try {
    return await ask(client);
  } finally {
    client.close();
  }
}
