import type { ContainerConfig, ImageCommitResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { named } from "./path.ts";

export interface ContainerCommitOptions {
  /** `REPOSITORY[:TAG]`; empty: the image gets no name. */
  readonly repo?: string;
  readonly tag?: string;
  readonly comment?: string;
  readonly author?: string;
  /** Dockerfile instructions. */
  readonly changes?: readonly string[];
  /** Whether a running container is paused meanwhile; true. */
  readonly pause?: boolean;
  /** Laid over the container's own configuration. */
  readonly config?: Partial<ContainerConfig>;
}

/** Makes an image of what differs in a container from its image. */
export function containerCommit(
  op: Op,
  client: Client,
  ref: string,
  options: ContainerCommitOptions = {},
): Promise<ImageCommitResponse> {
  const { repo, tag, comment, author, changes, pause, config } = options;
  const query = {
    container: named(ref, "container"),
    repo: repo ?? "",
    tag: tag ?? "",
    comment: comment ?? "",
    author: author ?? "",
    changes,
    pause: pause === false ? "0" : undefined,
  };
  return client.json(op, "POST", "/commit", { query, ...(config === undefined ? {} : { json: config }) });
}
