import { expect, test } from "bun:test";
import { defaultHostFor } from "./default-host.ts";

const docker = "unix:///var/run/docker.sock";
const own = "unix:///run/gantry.sock";

test("each name has the engine of its own at hand", () => {
  expect(defaultHostFor("/usr/bin/docker", () => true)).toBe(docker);
  expect(defaultHostFor("/usr/bin/docker", () => false)).toBe(docker);
  expect(defaultHostFor("dist/gantry", () => true)).toBe(own);
  expect(defaultHostFor("dist/gantry", (path) => path === "/var/run/docker.sock")).toBe(own);
  expect(defaultHostFor("dist/gantry", () => false)).toBe(docker);
});

test("docker finds the one engine that there is", () => {
  expect(defaultHostFor("/usr/bin/docker", (path) => path === "/run/gantry.sock")).toBe(own);
});
