import { expect, test } from "bun:test";
import { suggestionFor, withSuggestion } from "./suggest.ts";

const instructions = ["ADD", "ARG", "CMD", "COPY", "ENV", "FROM", "RUN"];

test("the nearest option within two letters, with the case of what was written", () => {
  const of = (value: string) => suggestionFor(value, instructions, { caseSensitive: false });
  expect(of("COPI")).toBe("COPY");
  expect(of("copi")).toBe("copy");
  expect(of("Copi")).toBe("copy");
  expect(of("RNU")).toBe("RUN");
  expect(of("run")).toBeUndefined();
  expect(of("WHATEVER")).toBeUndefined();
});

test("where case counts, an option in another case is only near", () => {
  expect(suggestionFor("FROM", ["from"], { caseSensitive: true })).toBeUndefined();
  expect(suggestionFor("From", ["from"], { caseSensitive: true })).toBe("from");
});

test("a message says what may be meant, or nothing more", () => {
  const options = { options: ["from", "chown"], caseSensitive: true };
  expect(withSuggestion("unknown flag: --frm", "frm", options)).toBe("unknown flag: --frm (did you mean from?)");
  expect(withSuggestion("unknown flag: --x", "x", options)).toBe("unknown flag: --x");
});
