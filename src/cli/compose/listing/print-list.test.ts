import { expect, test } from "bun:test";
import { recordingIo } from "../../io/fake.ts";
import { printList } from "./print-list.ts";

function printed(format: string, json: object = [{ Name: "a<b" }]): string {
  const io = recordingIo();
  printList(io.stdout, { format, headers: ["NAME", "B"], rows: [["a", "b"]], json });
  return io.printed().out;
}

test("tables have wide columns", () => {
  const table = `${"NAME".padEnd(20)}B\n${"a".padEnd(20)}b\n`;
  expect(["", "table", "Pretty"].map((format) => printed(format))).toEqual([table, table, table]);
});

test("lists are one line of JSON, or one for each", () => {
  expect(printed("JSON")).toBe('[{"Name":"a<b"}]\n');
  expect(printed("json", [])).toBe("[]\n");
  expect(printed("{{json.}}", [1, 2])).toBe("1\n2\n");
});

test("objects are indented, and an empty line follows", () => {
  expect(printed("{{json.}}", { a: { b: 1 } })).toBe('{\n    "a": {\n        "b": 1\n    }\n}\n\n');
  expect(printed("json", {})).toBe("{}\n\n");
});

test("another format is an error", () => {
  expect(() => printed("{{.Name}}")).toThrow('format value "{{.Name}}" could not be parsed: parsing failed');
});
