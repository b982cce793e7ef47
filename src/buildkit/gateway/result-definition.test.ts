import { expect, test } from "bun:test";
import { create } from "@bufbuild/protobuf";
import { DefinitionSchema } from "../gen/ops.gen.ts";
import { definedResult, resultDefinition } from "./result-definition.ts";

test("a result is known again, and so is the empty tree", () => {
  const config = { os: "linux" };
  expect(definedResult(resultDefinition("one"), config)).toEqual({ id: "one", config });
  expect(definedResult(resultDefinition(undefined), config)).toEqual({ config });
  expect(definedResult(create(DefinitionSchema), undefined)).toEqual({});
  expect(resultDefinition(undefined).def.length).toBe(2);
});
