import { encodeError } from "#sys/encoded-error.ts";
import type { FileReply, FileRequest, FileResult } from "./protocol.ts";
import { openSession, type Session } from "./sessions.ts";

declare const self: Worker;

const sessions = new Map<number, Session>();

self.onmessage = ({ data }: MessageEvent<FileRequest>): void => {
  const reply = answer(data);
  const bytes = "result" in reply && reply.result instanceof Uint8Array ? reply.result.buffer : undefined;
  self.postMessage(reply, bytes === undefined ? [] : [bytes as ArrayBuffer]);
};

function answer(request: FileRequest): FileReply {
  const { session } = request;
  try {
    return { session, result: perform(request) };
  } catch (error) {
    return { session, failure: encodeError(error) };
  }
}

function perform(request: FileRequest): FileResult {
  if (request.do === "open") {
    const session = openSession(request.job);
    sessions.set(request.session, session);
    return session.opened;
  }
  const session = sessions.get(request.session);
  switch (request.do) {
    case "take":
      return session?.take?.();
    case "give":
      session?.give?.(request.bytes);
      return undefined;
    case "finish":
      return session?.finish?.();
    case "close":
      sessions.delete(request.session);
      session?.close();
      return undefined;
  }
}
