import { expect, test } from "bun:test";
import { defaultHostFor } from "./default-host.ts";

test("each name has the engine of its own at hand", () => {
  expect(defaultHostFor("/usr/bin/docker")).toBe("unix:///var/run/docker.sock");
  expect(defaultHostFor("dist/gantry")).toBe("unix:///run/gantry.sock");
});
