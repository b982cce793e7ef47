import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { Io } from "../io/io.ts";
import type { Candidate } from "./candidates.ts";
import type { Kind } from "./kinds.ts";
import { liveNames } from "./live-names.ts";
import type { LineState } from "./read-line.ts";

type NamedKind = Exclude<Kind, object | "file" | "folder" | "free" | "unknown" | "variable" | "event filter">;

export interface Wanted {
  readonly kind: NamedKind;
  readonly state: LineState;
}

/** States of containers by what can be done with them; none: any. */
const statuses: Readonly<Partial<Record<NamedKind, readonly string[]>>> = {
  container: [],
  "listed container": ["running", "paused", "restarting"],
  "running container": ["running", "restarting"],
  "paused container": ["paused"],
  "stopped container": ["created", "exited", "dead"],
};

/** Names of things that the line may be about. @throws where they cannot be asked for */
export async function namesOf(op: Op, io: Io, client: Client, { kind, state }: Wanted): Promise<readonly Candidate[]> {
  const ofContainers = statuses[kind];
  if (ofContainers !== undefined) return await liveNames.containers(op, client, ofContainers);
  switch (kind) {
    case "removable container": {
      const isForced = state.given.some(({ path, name }) => path === state.node.path && name === "force");
      return await liveNames.containers(op, client, isForced ? [] : ["created", "exited", "dead"]);
    }
    case "linked container":
      return (await liveNames.containers(op, client, [])).map(({ word, about }) => ({ word: `${word}:`, about }));
    case "image":
      return await liveNames.images(op, client);
    case "network":
      return await liveNames.networks(op, client);
    case "log driver":
      return await liveNames.logDrivers(op, client);
    case "volume":
      return await liveNames.volumes(op, client);
    case "container or file":
      return (await liveNames.containers(op, client, [])).map(({ word, about }) => ({ word: `${word}:`, about }));
    case "object": {
      const { containers, images, networks, volumes } = liveNames;
      const lists = [containers(op, client, []), images(op, client), networks(op, client), volumes(op, client)];
      return (await Promise.all(lists)).flat();
    }
    case "context": {
      const { contextRows } = await import("../contexts/listing.ts");
      return contextRows(io).map(({ name, description }) => ({ word: name, about: description }));
    }
    case "builder": {
      const { Builders } = await import("../builders/builders.ts");
      return new Builders(io).all().map(({ name }) => ({ word: name, about: "" }));
    }
    case "service": {
      const { serviceNames } = await import("./service-names.ts");
      return await serviceNames(op, io, state);
    }
    default:
      return [];
  }
}
