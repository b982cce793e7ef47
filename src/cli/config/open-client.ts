import { Client } from "#client/client.ts";
import { type EngineAddress, parseHost } from "#client/connection.ts";
import { dialPlain, leanTransport } from "#client/lean-transport.ts";
import type { Transport } from "#client/transport.ts";
import type { ApiVersion } from "#client/version.ts";
import { defaultHostFor } from "./default-host.ts";

export interface OpenClientOptions {
  /** As `-H` takes it. */
  readonly host: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: boolean;
}

/** A client for the address; nothing is dialled yet. @throws Error in Docker's words for an address that cannot be. */
export function openClient(options: OpenClientOptions): Client {
  const address = parseHost(options.host || (options.tls === true ? "" : defaultHostFor()), {
    tls: options.tls === true,
  });
  const version = (options.env["DOCKER_API_VERSION"] ?? "").replace(/^v/, "");
  return new Client(transportTo(address, options.tls === true), {
    host: address.host,
    ...(version === "" ? {} : { version: version as ApiVersion }),
    ...(options.headers === undefined ? {} : { headers: options.headers }),
  });
}

function transportTo(address: EngineAddress, tls: boolean): Transport {
  if (tls) throw new Error("not supported: TLS to the engine");
  switch (address.kind) {
    case "unix":
      return leanTransport(dialPlain({ path: address.path }), { hostHeader: "api.moby.localhost" });
    case "tcp":
      return leanTransport(dialPlain({ host: address.hostname, port: address.port }), {
        hostHeader: `${address.hostname}:${address.port}`,
      });
    case "ssh":
    case "fd":
      throw new Error(`not supported: ${address.kind}:// as the address of an engine`);
  }
}
