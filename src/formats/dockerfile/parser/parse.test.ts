import { expect, test } from "bun:test";
import { DockerfileError } from "../dockerfile-error.ts";
import { parseDockerfile } from "./parse.ts";

function refusal(text: string): DockerfileError {
  try {
    parseDockerfile(text);
  } catch (error) {
    if (error instanceof DockerfileError) return error;
    throw error;
  }
  throw new Error("accepted");
}

test("lines and files have limits", () => {
  const most = "x".repeat(65_535 - "COPY  y".length);
  expect(parseDockerfile(`FROM a\nCOPY ${most} y`).nodes).toHaveLength(2);
  const { message, ranges } = refusal(`FROM a\nCOPY ${most}x y\n`);
  expect(message).toBe("dockerfile line greater than max allowed size of 65535");
  expect(ranges[0]?.start.line).toBe(1);
  expect(refusal(`FROM a\nCOPY ${"é".repeat(33_000)} y`).message).toContain("greater than max allowed size");
  expect(refusal(`FROM a\n${"# x\n".repeat(4 << 20)}`).message).toBe("Dockerfile exceeds maximum allowed size");
});

test("many continued lines and triggers take little time and depth", () => {
  const begin = performance.now();
  const { nodes } = parseDockerfile(
    `FROM a\nRUN ${"a \\\n".repeat(300_000)}b\nONBUILD ${"ONBUILD \\\n".repeat(100_000)}RUN x\n`,
  );
  expect(nodes).toHaveLength(3);
  expect(performance.now() - begin).toBeLessThan(3000);
});
