import { expect, test } from "bun:test";
import { processTable } from "./process-table.ts";

test("columns of several kinds of ps, with the command last", () => {
  const one = new Map([
    ["SERVICE", "web"],
    ["#", "1"],
    ["PID", "5"],
    ["CMD", "sh -c x"],
  ]);
  const other = new Map([
    ["SERVICE", "database"],
    ["#", ""],
    ["CMD", "y"],
    ["TTY", "?"],
  ]);
  expect(processTable([one, other])).toBe(
    ["SERVICE   #   PID  TTY  CMD\n", "web       1   5    -    sh -c x\n", "database      -    ?    y\n"].join(""),
  );
});

test("without processes nothing is printed, and without a command none is last", () => {
  expect(processTable([])).toBe("");
  expect(processTable([new Map([["PID", "1"]])])).toBe("PID\n1\n");
});
