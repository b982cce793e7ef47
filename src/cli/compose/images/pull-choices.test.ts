import { expect, test } from "bun:test";
import type { NamedService } from "#compose/named-service.ts";
import { pullChoices } from "./pull-choices.ts";

const choose = (services: readonly NamedService[], there: readonly string[] = [], ignoresBuildable = false) =>
  pullChoices(services, {
    isThere: (image) => there.includes(image),
    ignoresBuildable,
    defaultPlatform: "linux/x",
  }).map(({ skipped, pull }) => skipped ?? pull);

test("an image that two services have is fetched once", () => {
  const services = [
    { name: "a", image: "same" },
    { name: "b", image: "same" },
  ];
  expect(choose(services)).toEqual([
    { service: "a", image: "same", platform: "linux/x", canBeBuilt: false },
    "Skipped - Image is already being pulled by a",
  ]);
});

test("images of what runs before a service starts are fetched too, but for those that a service has", () => {
  const pre_start = [{ command: ["x"], image: "tool" }, { command: ["y"] }, { command: ["z"], image: "other" }];
  const services = [
    { name: "a", image: "own", pre_start },
    { name: "b", image: "other" },
    { name: "c", image: "own", pull_policy: "never", pre_start: [{ command: ["x"], image: "unseen" }] },
  ];
  expect(choose(services)).toEqual([
    { service: "a", image: "own", platform: "linux/x", canBeBuilt: false },
    { service: "b", image: "other", platform: "linux/x", canBeBuilt: false },
    "Skipped",
    { service: "a:pre_start 0", image: "tool", platform: "linux/x", canBeBuilt: false },
  ]);
  const built = { name: "a", build: { context: "." }, pull_policy: "build", pre_start };
  expect(choose([built])).toContainEqual({
    service: "a:pre_start 1",
    image: "other",
    platform: "linux/x",
    canBeBuilt: false,
  });
});

test("what is never fetched", () => {
  const build = { context: "." };
  const services = [
    { name: "a", build },
    { name: "b", image: "b", pull_policy: "never" },
    { name: "c", image: "c", pull_policy: "build" },
    { name: "d", image: "d", build },
  ];
  expect(choose(services, [], true)).toEqual([
    "Skipped - No image to be pulled",
    "Skipped",
    "Skipped",
    "Skipped - Image can be built",
  ]);
});

test("what is there is fetched again unless its policy says otherwise, and latest always", () => {
  const missing = { name: "a", pull_policy: "missing" };
  const skipped = "Skipped - Image is already present locally";
  expect(choose([{ ...missing, image: "x:1" }], ["x:1"])).toEqual([skipped]);
  expect(choose([{ ...missing, image: "x:1" }])).not.toEqual([skipped]);
  expect(choose([{ ...missing, image: "x" }], ["x"])).not.toEqual([skipped]);
  expect(choose([{ name: "a", image: "x:1" }], ["x:1"])).not.toEqual([skipped]);
});
