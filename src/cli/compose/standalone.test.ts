import { expect, test } from "bun:test";
import { composeLine, pluginMetadata } from "./standalone.ts";

test("docker-compose: a line of its own, and one of the stock client", () => {
  expect(composeLine(["-f", "x", "ps"])).toEqual(["compose", "-f", "x", "ps"]);
  expect(composeLine(["compose", "-f", "x", "ps"])).toEqual(["compose", "-f", "x", "ps"]);
  expect(composeLine(["--context", "c", "-H=h", "-D", "compose", "ps"])).toEqual([
    "--context",
    "c",
    "-H=h",
    "-D",
    "compose",
    "ps",
  ]);
  expect(composeLine([])).toEqual(["compose"]);
});

test("docker-compose: the stock client is told what it is", () => {
  expect(pluginMetadata(["ps"], "1")).toBeUndefined();
  expect(JSON.parse(pluginMetadata(["docker-cli-plugin-metadata"], "1") ?? "")).toEqual({
    SchemaVersion: "0.1.0",
    Vendor: "Gantry",
    Version: "1",
    ShortDescription: "Docker Compose",
  });
});
