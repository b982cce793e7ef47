import { naturalOrder } from "../format/natural-order.ts";
import type { Listing } from "../format/table.ts";
import { ellipsis } from "../format/text.ts";
import type { Io } from "../io/io.ts";
import { Contexts } from "./contexts.ts";
import { type ContextMetadata, defaultDescription, defaultName, descriptionOf } from "./metadata.ts";

/** A line of `context ls`. */
export interface ContextRow {
  readonly name: string;
  readonly current: boolean;
  readonly description: string;
  readonly host: string;
  readonly error: string;
}

/** All contexts, with the one in use also where it does not exist. @throws Error in Docker's words */
export function contextRows(io: Io): ContextRow[] {
  const contexts = new Contexts(io);
  const rows = [contexts.read(defaultName), ...contexts.store.list()].map((metadata) =>
    rowOf(metadata, io.contextName),
  );
  if (!rows.some(({ current }) => current)) rows.push(lostRow(contexts, io.contextName));
  return rows.sort((a, b) => naturalOrder(a.name, b.name));
}

function rowOf(metadata: ContextMetadata, currentName: string): ContextRow {
  const { Name: name, Endpoints } = metadata;
  const description = name === defaultName ? defaultDescription : descriptionOf(metadata);
  return { name, current: name === currentName, description, host: Endpoints["docker"]?.Host ?? "", error: "" };
}

function lostRow(contexts: Contexts, name: string): ContextRow {
  let error = "";
  try {
    contexts.read(name);
  } catch (reason) {
    error = (reason as Error).message;
  }
  return { name, current: true, description: "", host: "", error };
}

const column = <T>(header: string, value: (row: ContextRow) => T) => ({ header, value });
const maxErrorLength = 45;

/** What `context ls` can show. */
export const contextListing: Listing<ContextRow> = {
  typeName: "*formatter.clientContextContext",
  columns: {
    // Templates are shown no header for it.
    Current: column("", ({ current }) => current),
    Name: column("NAME", ({ name }) => name),
    Description: column("DESCRIPTION", ({ description }) => description),
    DockerEndpoint: column("DOCKER ENDPOINT", ({ host }) => host),
    Error: column("ERROR", ({ error }) => ellipsis(error.replaceAll("\n", " "), maxErrorLength)),
  },
  shown: { Shown: column("NAME", ({ name, current }) => (current ? `${name} *` : name)) },
};
