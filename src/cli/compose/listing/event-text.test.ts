import { expect, test } from "bun:test";
import type { EventMessage } from "#api/types.gen.ts";
import { nanosOf } from "../../values/event-time.ts";
import { eventJson, eventText } from "./event-text.ts";

const event = {
  Type: "container",
  Action: "exec_create: sh",
  Actor: {
    ID: "abc",
    Attributes: { name: "p-web-1", image: "busybox", "a<b": "1", "com.docker.compose.service": "web" },
  },
  scope: "local",
  time: 1_700_000_000,
  timeNano: 0n,
} as EventMessage;

test("a line to read has the time to the microsecond, and an empty line after it", () => {
  expect(eventText(event, 1_700_000_000_123_456_789n)).toMatch(
    /^2023-11-1\d \d\d:\d\d:20\.123456 container exec_create: sh abc \(a<b=1, image=busybox, name=p-web-1\)\n\n$/,
  );
});

test("JSON has the service, and attributes that are not Compose's", () => {
  const text = eventJson(event, 1_700_000_000_120_000_000n);
  expect(text).toContain("\\u003c");
  expect(JSON.parse(text)).toMatchObject({
    action: "exec_create: sh",
    attributes: { "a<b": "1", image: "busybox", name: "p-web-1" },
    ...{ id: "abc", service: "web", type: "container" },
    time: expect.stringMatching(/:20\.12(Z|[+-]\d\d:\d\d)$/),
  });
  expect(eventJson(event, 1_700_000_000_000_000_000n)).toMatch(/:20(Z|[+-]\d\d:\d\d)","type"/);
});

test("an event's time has all its digits; older engines tell only seconds", () => {
  expect(nanosOf('{"time":5,"timeNano":1700000000123456789}')).toBe(1_700_000_000_123_456_789n);
  expect(nanosOf('{"time":5,"timeNano":0}')).toBe(5_000_000_000n);
});
