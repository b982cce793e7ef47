import { list, map, oneOrMore } from "./collections.ts";
import { fileReference } from "./file-reference.ts";
import type { ValueOf } from "./kind.ts";
import { labels, mapping, variables } from "./pairs.ts";
import { bytes, flag, text } from "./scalars.ts";
import { hosts, sshKeys, ulimit } from "./special.ts";
import { struct } from "./struct.ts";

/** How the image of a service is built. */
export const build = struct({
  context: text,
  dockerfile: text,
  dockerfile_inline: text,
  entitlements: list(text),
  args: variables,
  provenance: text,
  sbom: text,
  ssh: sshKeys,
  labels,
  cache_from: oneOrMore,
  cache_to: oneOrMore,
  no_cache: flag,
  additional_contexts: mapping,
  pull: flag,
  extra_hosts: hosts,
  isolation: text,
  network: text,
  target: text,
  secrets: list(fileReference),
  shm_size: bytes,
  tags: oneOrMore,
  ulimits: map(ulimit),
  platforms: oneOrMore,
  privileged: flag,
});

export type Build = ValueOf<typeof build>;
