import { parseQuery, readQuery } from "#api/query.ts";
import { isOlder } from "#api/version.ts";
import { relay } from "../../relay.ts";
import { acceptHead, WebSocketStream } from "../../websocket.ts";
import type { HijackHandler } from "../handler.ts";

/** Attach over a WebSocket: the bytes as they are, in binary frames. Before API 1.42 it had all streams. */
export const attachWebsocket: HijackHandler = {
  kind: "websocket",
  run(hijack, tools) {
    const { detachKeys, ...query } = readQuery("ContainerAttachWebsocket", parseQuery(tools.query));
    const all = isOlder(hijack.version, "1.42");
    const streams = all ? { ...query, stdin: true, stdout: true, stderr: true } : query;
    const options = { ...streams, ...(detachKeys === "" ? {} : { detachKeys }) };
    const target = tools.backends.containers.attachable(tools.subject, options);
    hijack.socket.write(acceptHead(hijack.request));
    const fd = relay(tools.descriptors, new WebSocketStream(hijack.socket, hijack.rest));
    const { stdin, stdout, stderr } = streams;
    const head = new Uint8Array();
    target.connect({ fd, head, stdin, stdout, stderr, multiplexed: false, detachKeys: target.detachKeys });
    return "taken";
  },
};
