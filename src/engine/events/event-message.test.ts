import { expect, test } from "bun:test";
import { eventMessage } from "./event-message.ts";

const text = (value: unknown) =>
  JSON.stringify(value, (_, field) => (typeof field === "bigint" ? String(field) : field));

test("a container's event is written as Docker writes it", () => {
  const message = eventMessage({
    type: "container",
    action: "die",
    actorId: "f684",
    attributes: { name: "abc", image: "busybox", exitCode: "0", execDuration: "0" },
    timeNs: 1795567421888244048n,
  });
  expect(text(message)).toBe(
    '{"status":"die","id":"f684","from":"busybox","Type":"container","Action":"die","Actor":{"ID":"f684","Attributes":' +
      '{"execDuration":"0","exitCode":"0","image":"busybox","name":"abc"}},"scope":"local","time":1795567421,"timeNano":"1795567421888244048"}',
  );
});

test("only containers and images carry the old names", () => {
  const image = eventMessage({ type: "image", action: "tag", actorId: "sha256:1", attributes: {}, timeNs: 1n });
  const volume = eventMessage({ type: "volume", action: "create", actorId: "v1", attributes: {}, timeNs: 1n });
  expect(text(image)).toStartWith('{"status":"tag","id":"sha256:1","Type":"image"');
  expect(text(volume)).toStartWith('{"Type":"volume","Action":"create"');
});
