import { closeSync, existsSync, openSync, statSync, unlinkSync, writeSync } from "node:fs";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { type ContainerSpec, containerCreate } from "#client/container-create.ts";
import { isStatus } from "#client/errors.ts";
import { imagePull } from "#client/image-create.ts";
import { platformText } from "#formats/oci/platform.ts";
import { familiarText, parseReference, repositoryOf, withDefaultTag } from "#formats/reference/reference.ts";
import type { Io } from "../io/io.ts";
import { parsePlatformFlag } from "../values/platform.ts";
import { openError } from "./key-values.ts";

export type PullPolicy = "always" | "missing" | "never";

export interface CreateRequest {
  readonly spec: ContainerSpec;
  readonly name: string;
  readonly platform: string;
  readonly pull: PullPolicy;
  readonly quiet: boolean;
  /** The user's credentials go along. */
  readonly usesApiSocket: boolean;
}

/** @throws Error in Docker's words. */
export function pullPolicy(text: string): PullPolicy {
  if (text === "always" || text === "missing" || text === "never") return text;
  if (text === "") return "missing";
  throw new Error(`invalid pull option: '${text}': must be one of "always", "missing" or "never"`);
}

/** Makes the container, fetching its image first where the policy says so; gives its id. */
export async function createContainer(op: Op, io: Io, client: Client, request: CreateRequest): Promise<string> {
  warnAbout(io, request.spec);
  const idFile = IdFile.open(request.spec.HostConfig?.ContainerIDFile ?? "");
  try {
    if (!request.usesApiSocket) return idFile.write(await createOrPull(op, io, client, request));
    const { putCredentials, withCredentials } = await import("./api-socket.ts");
    const { spec, config } = await withCredentials(op, io, request.spec);
    const id = idFile.write(await createOrPull(op, io, client, { ...request, spec }));
    if (config !== undefined) await putCredentials(op, io, client, { id, config });
    return id;
  } finally {
    idFile.close();
  }
}

async function createOrPull(op: Op, io: Io, client: Client, request: CreateRequest): Promise<string> {
  const image = request.spec.Image ?? "";
  const isId = /^[0-9a-f]{64}$/.test(image) || /^sha256:[0-9a-f]{64}$/.test(image);
  const reference = isId ? undefined : withDefaultTag(parseReference(image));
  const platform = spelledOut(request.platform);
  if (request.pull === "always" && reference !== undefined) await pull(op, io, client, request);
  const create = async (): Promise<string> => {
    const { Id, Warnings } = await containerCreate(op, client, { ...request, platform });
    for (const warning of Warnings ?? []) io.stderr.write(`WARNING: ${warning}\n`);
    return Id;
  };
  try {
    return await create();
  } catch (error) {
    if (request.pull !== "missing" || reference === undefined || !isStatus(error, 404)) throw error;
    if (!request.quiet) io.stderr.write(`Unable to find image '${familiarText(reference)}' locally\n`);
    await pull(op, io, client, request);
    return create();
  }
}

/** What was left out of a platform is said to the engine. @throws Error in Docker's words */
function spelledOut(platform: string): string {
  try {
    return platform === "" ? "" : platformText(parsePlatformFlag(platform));
  } catch (error) {
    throw new Error(`error parsing specified platform: ${(error as Error).message}`);
  }
}

async function pull(op: Op, io: Io, client: Client, request: CreateRequest): Promise<void> {
  const reference = withDefaultTag(parseReference(request.spec.Image ?? ""));
  const { Credentials } = await import("../credentials/credentials.ts");
  const { interruptible } = await import("../streams/interruptible.ts");
  const { showProgress } = await import("../streams/progress.ts");
  await interruptible(op, io, async (ended) => {
    const answer = await imagePull(ended, client, {
      image: repositoryOf(reference),
      tag: reference.digest ?? reference.tag ?? "",
      platform: request.platform,
      registryAuth: await new Credentials(io).headerFor(ended, reference),
    });
    await showProgress(request.quiet ? undefined : io.stderr, answer.body);
  });
}

function warnAbout(io: Io, { HostConfig: host }: ContainerSpec): void {
  if (host?.OomKillDisable === true && (host.Memory ?? 0) === 0) {
    io.stderr.write(
      "WARNING: Disabling the OOM killer on containers without setting a '-m/--memory' limit may be dangerous.\n",
    );
  }
  const local = host?.Dns?.find((address) => /^127\.|^::1$/.test(address));
  if (local !== undefined) io.stderr.write(`WARNING: Localhost DNS setting (--dns=${local}) may fail in containers.\n`);
}

/** The file of `--cidfile`: made before the container, removed again when there is none. */
class IdFile {
  readonly #path: string;
  readonly #fd: number;
  #written = false;

  private constructor(path: string, fd: number) {
    this.#path = path;
    this.#fd = fd;
  }

  static open(path: string): IdFile {
    if (path === "") return new IdFile("", -1);
    if (existsSync(path)) {
      throw new Error(`container ID file found, make sure the other container isn't running or delete ${path}`);
    }
    try {
      return new IdFile(path, openSync(path, "w", 0o666));
    } catch (error) {
      throw new Error(`failed to create the container ID file: ${openError(path, error)}`);
    }
  }

  /** Gives the id. */
  write(id: string): string {
    if (this.#fd < 0) return id;
    writeSync(this.#fd, id);
    this.#written = true;
    return id;
  }

  close(): void {
    if (this.#fd < 0) return;
    closeSync(this.#fd);
    if (!this.#written && statSync(this.#path, { throwIfNoEntry: false })?.size === 0) unlinkSync(this.#path);
  }
}
