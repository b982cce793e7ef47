import { fileReferences, hosts, pairs, ulimits } from "./parts.ts";
import { flagText, integerText, listOf, object, oneOf, text, type } from "./schema.ts";

const textOrFlag = type("string", "boolean");

export const build = oneOf(
  text,
  object({
    context: text,
    dockerfile: text,
    dockerfile_inline: text,
    entitlements: listOf(text),
    args: pairs,
    ssh: pairs,
    labels: pairs,
    cache_from: listOf(text),
    cache_to: listOf(text),
    no_cache: flagText,
    additional_contexts: pairs,
    network: text,
    provenance: textOrFlag,
    sbom: textOrFlag,
    pull: flagText,
    target: text,
    shm_size: integerText,
    extra_hosts: hosts,
    isolation: text,
    privileged: flagText,
    secrets: fileReferences,
    tags: listOf(text),
    ulimits,
    platforms: listOf(text),
  }),
);
