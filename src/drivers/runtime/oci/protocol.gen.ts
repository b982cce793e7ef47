// Made by tools/gen-shim-protocol.ts from spec/shim-protocol.yaml. Do not edit.

export const protocolVersion = 1;
export const oldestProtocolVersion = 1;
export const maxBodyBytes = 1048576;
export const featureBits = { oomNotice: 1n, lastWords: 2n, detachNotice: 4n, replay: 8n } as const;
export const roles = { daemon: 0, watcher: 1, heir: 2 } as const;
export const attachFlags = { stdin: 1, stdout: 2, stderr: 4, multiplexed: 8 } as const;
export const failureStages = { shim: 0, runtime: 1 } as const;

export interface HelloMessage {
  readonly name: "hello";
  readonly version: number;
  readonly role: number;
  readonly features: bigint;
}

export interface StartMessage {
  readonly name: "start";
  readonly attaches: number;
  readonly deadlineMs: number;
}

export interface CancelMessage {
  readonly name: "cancel";
}

export interface AttachMessage {
  readonly name: "attach";
  readonly flags: number;
  readonly detachKeysLength: number;
  readonly rest: Uint8Array;
}

export interface ResizeMessage {
  readonly name: "resize";
  readonly rows: number;
  readonly columns: number;
}

export interface SignalMessage {
  readonly name: "signal";
  readonly signal: number;
}

export interface CloseStdinMessage {
  readonly name: "closeStdin";
}

export interface FetchedMessage {
  readonly name: "fetched";
}

export interface LastWordsMessage {
  readonly name: "lastWords";
  readonly rest: string;
}

export interface ReplayMessage {
  readonly name: "replay";
  readonly sinceNs: bigint;
}

export interface StartedMessage {
  readonly name: "started";
  readonly pid: number;
}

export interface FailedMessage {
  readonly name: "failed";
  readonly stage: number;
  readonly rest: string;
}

export interface ExitMessage {
  readonly name: "exit";
  readonly exitCode: number;
  readonly oomKilled: number;
  readonly finishedAtNs: bigint;
}

export interface OomMessage {
  readonly name: "oom";
}

export interface DetachedMessage {
  readonly name: "detached";
}

export interface ReleasedMessage {
  readonly name: "released";
}
export type ShimMessage = HelloMessage | StartMessage | CancelMessage | AttachMessage | ResizeMessage | SignalMessage | CloseStdinMessage | FetchedMessage | LastWordsMessage | ReplayMessage | StartedMessage | FailedMessage | ExitMessage | OomMessage | DetachedMessage | ReleasedMessage;

/** A message whose type this version does not know: skipped. */
export interface UnknownMessage {
  readonly name: "unknown";
  readonly type: number;
}

/** Header and body of `message`. */
export function encodeMessage(message: ShimMessage): Buffer {
  switch (message.name) {
    case "hello": {
      const frame = allocate(1, 16);
      frame.writeUInt32LE(message.version, 8);
      frame.writeUInt32LE(message.role, 12);
      frame.writeBigUInt64LE(message.features, 16);
      return frame;
    }
    case "start": {
      const frame = allocate(2, 8);
      frame.writeUInt32LE(message.attaches, 8);
      frame.writeUInt32LE(message.deadlineMs, 12);
      return frame;
    }
    case "cancel": {
      const frame = allocate(3, 0);
      return frame;
    }
    case "attach": {
      const rest = message.rest;
      const frame = allocate(4, 8 + rest.length);
      frame.writeUInt32LE(message.flags, 8);
      frame.writeUInt32LE(message.detachKeysLength, 12);
      frame.set(rest, 16);
      return frame;
    }
    case "resize": {
      const frame = allocate(5, 8);
      frame.writeUInt32LE(message.rows, 8);
      frame.writeUInt32LE(message.columns, 12);
      return frame;
    }
    case "signal": {
      const frame = allocate(6, 4);
      frame.writeUInt32LE(message.signal, 8);
      return frame;
    }
    case "closeStdin": {
      const frame = allocate(7, 0);
      return frame;
    }
    case "fetched": {
      const frame = allocate(8, 0);
      return frame;
    }
    case "lastWords": {
      const rest = Buffer.from(message.rest, "utf8");
      const frame = allocate(9, 0 + rest.length);
      frame.set(rest, 8);
      return frame;
    }
    case "replay": {
      const frame = allocate(10, 8);
      frame.writeBigUInt64LE(message.sinceNs, 8);
      return frame;
    }
    case "started": {
      const frame = allocate(16, 4);
      frame.writeUInt32LE(message.pid, 8);
      return frame;
    }
    case "failed": {
      const rest = Buffer.from(message.rest, "utf8");
      const frame = allocate(17, 4 + rest.length);
      frame.writeUInt32LE(message.stage, 8);
      frame.set(rest, 12);
      return frame;
    }
    case "exit": {
      const frame = allocate(18, 16);
      frame.writeUInt32LE(message.exitCode, 8);
      frame.writeUInt32LE(message.oomKilled, 12);
      frame.writeBigUInt64LE(message.finishedAtNs, 16);
      return frame;
    }
    case "oom": {
      const frame = allocate(19, 0);
      return frame;
    }
    case "detached": {
      const frame = allocate(20, 0);
      return frame;
    }
    case "released": {
      const frame = allocate(21, 0);
      return frame;
    }
  }
}

/** The message of a whole body. @throws RangeError when the body is shorter than its fields */
export function decodeMessage(type: number, body: Buffer): ShimMessage | UnknownMessage {
  switch (type) {
    case 1:
      return { name: "hello", version: body.readUInt32LE(0), role: body.readUInt32LE(4), features: body.readBigUInt64LE(8) };
    case 2:
      return { name: "start", attaches: body.readUInt32LE(0), deadlineMs: body.readUInt32LE(4) };
    case 3:
      return { name: "cancel" };
    case 4:
      return { name: "attach", flags: body.readUInt32LE(0), detachKeysLength: body.readUInt32LE(4), rest: body.subarray(8) };
    case 5:
      return { name: "resize", rows: body.readUInt32LE(0), columns: body.readUInt32LE(4) };
    case 6:
      return { name: "signal", signal: body.readUInt32LE(0) };
    case 7:
      return { name: "closeStdin" };
    case 8:
      return { name: "fetched" };
    case 9:
      return { name: "lastWords", rest: body.toString("utf8", 0) };
    case 10:
      return { name: "replay", sinceNs: body.readBigUInt64LE(0) };
    case 16:
      return { name: "started", pid: body.readUInt32LE(0) };
    case 17:
      return { name: "failed", stage: body.readUInt32LE(0), rest: body.toString("utf8", 4) };
    case 18:
      return { name: "exit", exitCode: body.readUInt32LE(0), oomKilled: body.readUInt32LE(4), finishedAtNs: body.readBigUInt64LE(8) };
    case 19:
      return { name: "oom" };
    case 20:
      return { name: "detached" };
    case 21:
      return { name: "released" };
    default:
      return { name: "unknown", type };
  }
}

function allocate(type: number, bodyLength: number): Buffer {
  const frame = Buffer.alloc(8 + bodyLength);
  frame.writeUInt32LE(bodyLength, 0);
  frame.writeUInt32LE(type, 4);
  return frame;
}
