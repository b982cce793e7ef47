import { parseQuery, readQuery } from "#api/query.ts";
import { takeConnection } from "../../hijack.ts";
import type { HijackHandler } from "../handler.ts";

export const attachContainer: HijackHandler = {
  kind: "attach",
  run(hijack, tools) {
    const { detachKeys, ...streams } = readQuery("ContainerAttach", parseQuery(tools.query));
    const options = { ...streams, ...(detachKeys === "" ? {} : { detachKeys }) };
    const target = tools.backends.containers.attachable(tools.subject, options);
    const fd = takeConnection(tools, hijack, { tty: target.tty, common: false });
    const { stdin, stdout, stderr } = streams;
    const multiplexed = !target.tty;
    target.connect({ fd, head: hijack.rest, stdin, stdout, stderr, multiplexed, detachKeys: target.detachKeys });
    return "taken";
  },
};
