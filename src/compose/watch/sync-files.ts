import { existsSync, lstatSync } from "node:fs";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerExtract } from "#client/container-archive.ts";
import { execCreate } from "#client/exec-create.ts";
import { execInspect } from "#client/exec-inspect.ts";
import { execAttach } from "#client/exec-start.ts";
import { ComposeError } from "../errors.ts";
import type { Mapping } from "./rules.ts";

export type SendArchive = (op: Op, content: AsyncIterable<Uint8Array>) => Promise<void>;

export interface SyncWork {
  /** Ids of containers. */
  readonly containers: readonly string[];
  readonly mappings: readonly Mapping[];
  /** Where what a removal says goes. */
  output(data: Uint8Array): void;
  /** Sends a tar archive of files by their paths in a container. */
  send(op: Op, files: readonly Mapping[], send: SendArchive): Promise<void>;
}

/** Copies files into containers, and removes those there that are here no more. @throws ComposeError with all that failed */
export async function syncFiles(
  op: Op,
  client: Client,
  { containers, mappings, output, send }: SyncWork,
): Promise<void> {
  const gone = mappings.filter(({ hostPath }) => !existsSync(hostPath) && !isLink(hostPath));
  const kept = mappings.filter((mapping) => !gone.includes(mapping));
  const failures: string[] = [];
  await Promise.all(
    containers.map(async (id) => {
      const attempt = async (what: string, act: () => Promise<void>): Promise<void> => {
        try {
          await act();
        } catch (error) {
          failures.push(`${what} ${id}: ${(error as Error).message}`);
        }
      };
      const paths = gone.map(({ containerPath }) => containerPath);
      if (paths.length > 0) await attempt("deleting paths in", () => remove(op, client, id, { paths, output }));
      const extract: SendArchive = (sent, content) =>
        containerExtract(sent, client, id, { path: "/", content, copyUIDGID: true, allowOverwriteDirWithFile: false });
      await attempt("copying files to", () => send(op, kept, extract));
    }),
  );
  if (failures.length > 0) throw new ComposeError(failures.join("\n"));
}

const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

async function remove(
  op: Op,
  client: Client,
  container: string,
  { paths, output }: { readonly paths: readonly string[]; readonly output: (data: Uint8Array) => void },
): Promise<void> {
  const { Id } = await execCreate(op, client, container, { Cmd: ["rm", "-rf", ...paths], AttachStderr: true });
  const stream = await execAttach(op, client, Id, {});
  try {
    for await (const chunk of stream.body) output(chunk);
  } finally {
    stream.close();
  }
  const { ExitCode } = await execInspect(op, client, Id);
  if (ExitCode !== 0) throw new Error(`exit code ${ExitCode}`);
}
