import { expect, test } from "bun:test";
import { sharedEngine } from "../../../support/shared-engine.ts";
import { Project, tools } from "./project.ts";

const engine = sharedEngine();

test("configs and secrets of a file, of the environment and of the text itself", async () => {
  const project = new Project(await engine(), tools.find(({ name }) => name === "compose2")!, "settings");
  await project.do(["up", "-d"]);
  const said = await project.do(["logs", "--no-log-prefix", "app"]);
  expect(said.trim().split("\n")).toEqual(["GREETING=welcome to the shop", "text of compose2", "compose2"]);
  const seen = await project.do(["exec", "-T", "app", "stat", "-c", "%a %u:%g", "/etc/from-text"]);
  expect(seen).toBe("440 82:900\n");
  await project.do(["down"]);
  expect(await project.objects()).toEqual([]);
});
