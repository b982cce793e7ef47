import { expect, test } from "bun:test";
import { pluginLine, pluginMetadata } from "./as-plugin.ts";

test("docker-compose: a line of its own, and one of the stock client", () => {
  expect(pluginLine("compose", ["-f", "x", "ps"])).toEqual(["compose", "-f", "x", "ps"]);
  expect(pluginLine("compose", ["compose", "-f", "x", "ps"])).toEqual(["compose", "-f", "x", "ps"]);
  expect(pluginLine("compose", ["--context", "c", "-H=h", "-D", "compose", "ps"])).toEqual([
    "--context",
    "c",
    "-H=h",
    "-D",
    "compose",
    "ps",
  ]);
  expect(pluginLine("compose", [])).toEqual(["compose"]);
});

test("docker-compose: the stock client is told what it is", () => {
  expect(pluginMetadata("compose", ["ps"], "1")).toBeUndefined();
  expect(JSON.parse(pluginMetadata("compose", ["docker-cli-plugin-metadata"], "1") ?? "")).toEqual({
    SchemaVersion: "0.1.0",
    Vendor: "Gantry",
    Version: "1",
    ShortDescription: "Docker Compose",
  });
});
