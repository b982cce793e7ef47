import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import type { DescService } from "@bufbuild/protobuf";
import { type Client, type ConnectRouter, createClient } from "@connectrpc/connect";
import { silentLog } from "#base/op.ts";
import { goMode } from "#formats/go-mode.ts";
import type { FakeBuilds } from "./build-service.fake.ts";
import { FileSync } from "./gen/filesync.gen.ts";
import { type Packet, Packet_PacketType as PacketType } from "./gen/fsutil.gen.ts";
import { type Buildkit, openBuildkit } from "./open-buildkit.ts";
import { packet } from "./sessions/remote-files.ts";
import { GrpcConnection } from "./transport/grpc-connection.ts";
import { GrpcServer } from "./transport/grpc-server.ts";

/** BuildKit's entrances on a socket of their own, and clients of them as buildx is one. */
export class TestBuildkit implements AsyncDisposable {
  readonly buildkit: Buildkit;
  readonly #folder = mkdtempSync(join(tmpdir(), "gantry-buildkit-"));
  readonly #server: net.Server;
  readonly #sockets = new Set<Duplex>();

  private constructor(fake: FakeBuilds) {
    this.buildkit = openBuildkit(fake.backend, silentLog);
    this.#server = net.createServer({ allowHalfOpen: true });
  }

  static async open(fake: FakeBuilds): Promise<TestBuildkit> {
    const made = new TestBuildkit(fake);
    await new Promise<void>((resolve) => made.#server.listen(join(made.#folder, "sock"), resolve));
    return made;
  }

  /** Both ends of a connection. */
  async connect(): Promise<{ readonly ours: net.Socket; readonly theirs: net.Socket }> {
    const accepted = new Promise<net.Socket>((resolve) => this.#server.once("connection", resolve));
    const theirs = net.connect({ path: join(this.#folder, "sock"), allowHalfOpen: true });
    const ours = await accepted;
    this.#sockets.add(ours).add(theirs);
    return { ours, theirs };
  }

  /** A client of our gRPC. */
  async client(): Promise<FakeClient> {
    const { ours, theirs } = await this.connect();
    this.buildkit.serve(ours);
    return new FakeClient(new GrpcConnection(theirs));
  }

  clientOn(connection: Duplex): FakeClient {
    return new FakeClient(new GrpcConnection(connection));
  }

  /** Offers a session that serves `routes`. @returns the client's end of its connection */
  async session(id: string, routes: (router: ConnectRouter) => void, methods: readonly string[]): Promise<net.Socket> {
    const { ours, theirs } = await this.connect();
    const headers = new Map(Object.entries(sessionHeaders(id, methods)));
    new GrpcServer({ routes, log: silentLog }).serve(theirs);
    this.buildkit.session((name) => headers.get(name))(ours);
    return theirs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.buildkit.close();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#folder, { recursive: true });
  }
}

export function sessionHeaders(id: string, methods: readonly string[]): Record<string, string> {
  return {
    "x-docker-expose-session-uuid": id,
    "x-docker-expose-session-sharedkey": "key",
    "x-docker-expose-session-grpc-method": methods.join(", "),
  };
}

export class FakeClient {
  readonly connection: GrpcConnection;

  constructor(connection: GrpcConnection) {
    this.connection = connection;
  }

  of<S extends DescService>(service: S): Client<S> {
    return createClient(service, this.connection.transport);
  }
}

export const diffCopyMethod = "/moby.filesync.v1.FileSync/DiffCopy";

/** What a client was asked with, and what it has. */
export interface SyncedFiles {
  /** Folders have no content. */
  readonly files: Readonly<Record<string, string | undefined>>;
  readonly asked: Headers[];
}

/** Serves files as fsutil does, in chunks of three bytes. */
export function fileSync({ files, asked }: SyncedFiles): (router: ConnectRouter) => void {
  return (router) =>
    router.service(FileSync, {
      async *diffCopy(requests, context) {
        asked.push(context.requestHeader);
        yield* sendFiles(files, requests);
      },
    });
}

async function* sendFiles(files: SyncedFiles["files"], requests: AsyncIterable<Packet>): AsyncGenerator<Packet> {
  const entries = Object.entries(files);
  for (const [path, content] of entries) yield statPacket(path, content);
  yield packet({ type: PacketType.PACKET_STAT });
  for await (const { type, ID } of requests) {
    if (type === PacketType.PACKET_FIN) return yield packet({ type: PacketType.PACKET_FIN });
    const content = Buffer.from(entries[ID]?.[1] ?? "");
    for (let at = 0; at < content.length; at += 3)
      yield packet({ type: PacketType.PACKET_DATA, ID, data: content.subarray(at, at + 3) });
    yield packet({ type: PacketType.PACKET_DATA, ID });
  }
}

export function statPacket(path: string, content: string | undefined): Packet {
  const mode = goMode(content === undefined ? 0o40755 : 0o100644);
  const stat = { path, mode, uid: 0, gid: 0, size: BigInt(content?.length ?? 0), modTime: 0n, linkname: "" };
  const type = PacketType.PACKET_STAT;
  return packet({ type, stat: { $typeName: "fsutil.types.Stat", ...stat, devmajor: 0n, devminor: 0n, xattrs: {} } });
}
