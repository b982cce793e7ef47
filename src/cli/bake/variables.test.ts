import { expect, test } from "bun:test";
import { planBake } from "./plan.ts";
import { testSurroundings } from "./test-surroundings.ts";
import { parseVariables } from "./variables.ts";

const text = 'variable "A" {\n  default = "one"\n}\ntarget "default" {\n  args = { a = A }\n}\n';

function plan(variables: readonly string[], environment: Readonly<Record<string, string>>) {
  const surroundings = testSurroundings({ environment, variables: parseVariables(variables) });
  const { targets, warnings } = planBake(
    [{ name: "docker-bake.hcl", text }],
    { targets: [], overrides: [], allow: [] },
    surroundings,
  );
  return { a: targets[0]?.args?.get("a"), warnings };
}

test("a variable's value is that of the command line, of the environment, or its own", () => {
  const environment = { A: "two" };
  expect(plan([], {}).a).toBe("one");
  expect(plan([], environment).a).toBe("two");
  expect(plan(["A=three"], environment).a).toBe("three");
  expect(plan(["A=three", "A="], environment).a).toBe("");
  expect(plan(["A=x=y"], {}).a).toBe("x=y");
});

test("the environment is not looked at where it is switched off", () => {
  const off = { A: "two", BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP: "1" };
  expect(plan([], off).a).toBe("one");
  expect(plan(["A=three"], off).a).toBe("three");
  expect(plan([], { ...off, BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP: "0" }).a).toBe("two");
  expect(() => plan([], { ...off, BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP: "x" })).toThrow(
    'failed to parse BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP value "x"',
  );
});

test("what is no variable is said, and what is no value is refused", () => {
  expect(plan(["B=1"], {}).warnings).toEqual(['no variable "B" is defined']);
  for (const wrong of ["A", "=x", ""]) expect(() => plan([wrong], {})).toThrow("it has to be name=value");
});
