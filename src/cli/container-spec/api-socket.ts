import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerExtract } from "#client/container-archive.ts";
import type { ContainerSpec } from "#client/container-create.ts";
import { filesArchive } from "#compose/execute/files-archive.ts";
import { credentialsText } from "../credentials/credentials-text.ts";
import type { Io } from "../io/io.ts";

const folder = "/run/secrets/docker";
const variable = "DOCKER_CONFIG";

/** What the socket needs beside it: the container as it is made with them, and a file that it gets then. */
export interface WithCredentials {
  readonly spec: ContainerSpec;
  /** The text of a `config.json`; undefined: there are no credentials, or the container has a folder for them. */
  readonly config: string | undefined;
}

/** @throws Error where a credential cannot be had */
export async function withCredentials(op: Op, io: Io, spec: ContainerSpec): Promise<WithCredentials> {
  const env = spec.Env ?? [];
  if (env.some((text) => text.startsWith(`${variable}=`))) return { spec, config: undefined };
  const config = await credentialsText(op, io);
  if (config === undefined) return { spec, config };
  return { spec: { ...spec, Env: [...env, `${variable}=${folder}`] }, config };
}

/** Puts the credentials into a container that has not started. */
export async function putCredentials(
  op: Op,
  io: Io,
  client: Client,
  into: { id: string; config: string },
): Promise<void> {
  const file = { target: `${folder}/config.json`, content: into.config, mode: 0o600, uid: 0, gid: 0, keepsOwner: true };
  await containerExtract(op, client, into.id, { path: "/", content: filesArchive([file], io.now()) });
}
