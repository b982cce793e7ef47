import { expect, test } from "bun:test";
import { digestOf } from "#base/digest-of.ts";
import { referenceText } from "#formats/reference/reference.ts";
import { pullReference } from "./pull-reference.ts";

const digest = digestOf("x");

test("what a pull asks for", () => {
  const text = (image: string, tag: string): string => referenceText(pullReference(image, tag));
  expect(text("busybox", "1")).toBe("docker.io/library/busybox:1");
  expect(text("busybox:2", "1")).toBe("docker.io/library/busybox:1");
  expect(text("busybox", "")).toBe("docker.io/library/busybox");
  expect(text("busybox:", "")).toBe("docker.io/library/busybox");
  expect(text("reg.example:5000/a/b:3", "")).toBe("reg.example:5000/a/b:3");
  expect(text("busybox", digest)).toBe(`docker.io/library/busybox@${digest}`);
  expect(text(`busybox:1@${digest}`, "")).toBe(`docker.io/library/busybox:1@${digest}`);
  expect(() => text("busybox", "bad!tag")).toThrow(new Error("invalid tag format"));
  expect(() => text("Bad/Name", "1")).toThrow("invalid reference format: repository name (Name) must be lowercase");
});
