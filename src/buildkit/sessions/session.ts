import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { type CallOptions, type Client, createClient } from "@connectrpc/connect";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { GrpcConnection } from "../transport/grpc-connection.ts";
import { type Metadata, metadataHeaders } from "../transport/metadata.ts";
import type { SessionHeaders } from "./session-headers.ts";

/** A client that serves its files, secrets and credentials to the builds it asked for. */
export class Session {
  readonly id: string;
  readonly sharedKey: string;
  /** Aborted when the client has gone. */
  readonly gone: AbortSignal;
  readonly #methods: ReadonlySet<string>;
  readonly #connection: GrpcConnection;

  constructor({ id, sharedKey, methods }: SessionHeaders, connection: GrpcConnection) {
    this.id = id;
    this.sharedKey = sharedKey;
    this.gone = connection.gone;
    this.#methods = methods;
    this.#connection = connection;
  }

  get transport(): GrpcConnection["transport"] {
    return this.#connection.transport;
  }

  supports(method: DescMethod): boolean {
    return this.#methods.has(pathOf(method).toLowerCase());
  }

  /** @throws not-found · not-implemented where the client does not serve it */
  require(method: DescMethod): void {
    if (!this.supports(method))
      throw new EngineError("not-found", `method ${pathOf(method)} not supported by the client`);
  }

  client<S extends DescService>(service: S): Client<S> {
    return createClient(service, this.#connection.transport);
  }

  /** Ends what `op` ends. */
  call(op: Op, metadata: Metadata = {}): CallOptions {
    return { signal: AbortSignal.any([op.signal, this.gone]), headers: metadataHeaders(metadata) };
  }

  close(): void {
    this.#connection.close();
  }
}

function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}
