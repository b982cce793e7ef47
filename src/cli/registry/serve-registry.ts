import type { Op } from "#base/op.ts";

/** What `gantry registry serve` was asked for. */
export interface ServeRegistryOptions {
  /** `HOST:PORT`. */
  readonly listen: string;
  readonly root: string;
  /** Both or neither; empty: plain HTTP. */
  readonly tlsCert: string;
  readonly tlsKey: string;
  /** Empty: everybody may do everything. */
  readonly htpasswd: string;
  readonly anonymousRead: boolean;
  readonly readOnly: boolean;
  readonly allowDelete: boolean;
  readonly maxBlobBytes: number;
  readonly maxUploads: number;
  readonly maxConnections: number;
  readonly uploadIdleMs: number;
  readonly idleSeconds: number;
  /** 0: content is collected only when the process is asked to. */
  readonly gcIntervalMs: number;
  readonly gcGraceMs: number;
  readonly gcUntagged: boolean;
  /** `NAME=URL`. */
  readonly upstreams: readonly string[];
  /** The name of one of them, for all other names; empty for none. */
  readonly upstreamDefault: string;
  /** A `config.json` with credentials for them; empty for none. */
  readonly upstreamAuth: string;
  readonly upstreamFreshMs: number;
  /** What upstreams gave and nobody asked for within so long goes; 0: it stays. */
  readonly upstreamMaxAgeMs: number;
  /** Bytes of blobs of upstreams; 0: any number. */
  readonly upstreamMaxBytes: number;
  /** A file, `-` for standard output, empty for none. */
  readonly accessLog: string;
  readonly logLevel: string;
  readonly logFormat: string;
}

/** Serves a registry until the process is told to end; its exit code. The program lends it to its command line. */
export type ServeRegistry = (op: Op, options: ServeRegistryOptions) => Promise<number>;
