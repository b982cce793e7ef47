import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { Io } from "../io/io.ts";
import type { Candidate } from "./candidates.ts";
import type { Kind } from "./kinds.ts";
import { liveNames } from "./live-names.ts";
import type { LineState } from "./read-line.ts";

type NamedKind = Exclude<Kind, object | "file" | "folder" | "free">;

export interface Wanted {
  readonly kind: NamedKind;
  readonly state: LineState;
}

/** Names of things that the line may be about. @throws where they cannot be asked for */
export async function namesOf(op: Op, io: Io, client: Client, { kind, state }: Wanted): Promise<readonly Candidate[]> {
  switch (kind) {
    case "container":
      return await liveNames.containers(op, client, []);
    case "running container":
      return await liveNames.containers(op, client, ["running", "restarting"]);
    case "paused container":
      return await liveNames.containers(op, client, ["paused"]);
    case "stopped container":
      return await liveNames.containers(op, client, ["created", "exited", "dead"]);
    case "image":
      return await liveNames.images(op, client);
    case "network":
      return await liveNames.networks(op, client);
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
  }
}
