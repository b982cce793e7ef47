import type { StoredFile } from "#client/swarm-types.ts";
import { humanAgo } from "./human-duration.ts";
import { labelPairs } from "./label-pairs.ts";
import type { Column, Listing } from "./table.ts";

type FileColumn = Column<StoredFile>;

function columns(now: number): Readonly<Record<"ID" | "Name" | "CreatedAt" | "UpdatedAt" | "Labels", FileColumn>> {
  const ago = (time: string): string => humanAgo(Date.parse(time) / 1000, now);
  return {
    ID: { header: "ID", value: ({ ID }) => ID },
    Name: { header: "NAME", value: ({ Spec }) => Spec.Name },
    CreatedAt: { header: "CREATED", value: ({ CreatedAt }) => ago(CreatedAt) },
    UpdatedAt: { header: "UPDATED", value: ({ UpdatedAt }) => ago(UpdatedAt) },
    Labels: { header: "LABELS", value: ({ Spec }) => labelPairs(Spec.Labels) },
  };
}

const methods: NonNullable<Listing<StoredFile>["methods"]> = { Label: ({ Spec }, key) => Spec.Labels?.[key] ?? "" };

/** What `config ls` can show of a config. */
export function configListing(now: number): Listing<StoredFile> {
  return { typeName: "*config.configContext", columns: columns(now), methods };
}

/** What `secret ls` can show of a secret. */
export function secretListing(now: number): Listing<StoredFile> {
  const Driver: FileColumn = { header: "DRIVER", value: ({ Spec }) => Spec.Driver?.Name ?? "" };
  return { typeName: "*secret.secretContext", columns: { ...columns(now), Driver }, methods };
}
