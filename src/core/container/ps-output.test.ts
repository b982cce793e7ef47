import { expect, test } from "bun:test";
import { checkPsArguments, processesOf } from "./ps-output.ts";

const output = [
  "UID          PID    PPID  C STIME TTY          TIME CMD",
  "root           1       0  0 10:00 ?        00:00:01 /sbin/init splash",
  "www         4711    4700  0 10:59 pts/0    00:00:00 sleep  1000",
  "www         4712    4711  0 10:59 pts/0    00:00:00 sh -c 'a b'",
  "",
].join("\n");

test("only the container's processes, the last column whole", () => {
  expect(processesOf(output, new Set([4711, 4712, 99]))).toEqual({
    Titles: ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"],
    Processes: [
      ["www", "4711", "4700", "0", "10:59", "pts/0", "00:00:00", "sleep 1000"],
      ["www", "4712", "4711", "0", "10:59", "pts/0", "00:00:00", "sh -c 'a b'"],
    ],
  });
});

test("the lines of threads follow their process", () => {
  const threads = "PID TTY STAT COMMAND\n5 ? - one\n- - Ss -\n- - Sl -\n6 ? - two\n- - R -\n";
  expect(processesOf(threads, new Set([5])).Processes).toEqual([
    ["5", "?", "-", "one"],
    ["-", "-", "Ss", "-"],
    ["-", "-", "Sl", "-"],
  ]);
});

test("nobody is nil", () => {
  expect(processesOf(output, new Set()).Processes).toBeNull();
});

test.each([
  ["COMMAND\nsleep\n", "Couldn't find PID field in ps output"],
  ["", "Couldn't find PID field in ps output"],
  ["PID CMD\nx sleep\n", `Unexpected pid 'x': strconv.Atoi: parsing "x": invalid syntax`],
])("refused: %j", (text, message) => {
  expect(() => processesOf(text, new Set([1]))).toThrow(message);
});

test("no other column may be called PID", () => {
  for (const text of ["-ef", "-o pid=PID,comm", "-o pid=p", "-o x=P ID"]) checkPsArguments(text);
  expect(() => checkPsArguments("-o x=PID,pid")).toThrow('specifying "x=PID,pid" is not allowed');
  expect(() => checkPsArguments(" -o  ppid=PIDS")).toThrow('specifying "ppid=PIDS" is not allowed');
});
