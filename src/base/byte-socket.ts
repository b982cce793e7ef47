/** Where a socket goes: the path of a unix socket, or a TCP address. */
export type SocketTarget = { readonly path: string } | { readonly host: string; readonly port: number };

/** Who gets the bytes of a socket. */
export interface ByteListener {
  /** The chunk is the listener's from now on. */
  data(chunk: Uint8Array): void;
  /** Nothing more comes: the other side has ended, or the connection broke (`error`). May be called twice. */
  end(error?: Error): void;
}

/** A connected stream socket, each way of which ends on its own. */
export interface ByteSocket {
  readonly destroyed: boolean;
  /** Stops the calls of the listener, until `resume`. */
  pause(): void;
  resume(): void;
  /** Resolves when the kernel has all of it. @throws when the other side is gone. */
  write(chunk: Uint8Array): Promise<void>;
  /** Says that nothing more will be written; reading goes on. */
  end(): void;
  /** Closes it at once. */
  destroy(): void;
}

/** Connects. @throws an error whose `code` is the system's name for it, such as `ENOENT`. */
export type DialSocket = (target: SocketTarget, listener: ByteListener) => Promise<ByteSocket>;
