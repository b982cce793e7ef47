import { expect, test } from "bun:test";
import { recordingIo } from "../io/fake.ts";
import { humanDuration } from "./human-duration.ts";
import { binarySize, humanSize } from "./human-size.ts";
import { indentJson } from "./indent-json.ts";
import { portsText } from "./ports.ts";
import { printRows } from "./table.ts";
import { alignTabs } from "./tabwriter.ts";
import { ellipsis } from "./text.ts";

test("spans of time in words", () => {
  const known: [seconds: number, words: string][] = [
    [0.9, "Less than a second"],
    [1, "1 second"],
    [59, "59 seconds"],
    [60, "About a minute"],
    [120, "2 minutes"],
    [3600, "About an hour"],
    [2 * 3600, "2 hours"],
    [3 * 86400, "3 days"],
    [20 * 86400, "2 weeks"],
    [90 * 86400, "3 months"],
    [800 * 86400, "2 years"],
  ];
  for (const [seconds, words] of known) expect(humanDuration(seconds * 1000)).toBe(words);
});

test("sizes", () => {
  expect([0, 999, 1000, 1982000, 123456789].map((bytes) => humanSize(bytes))).toEqual([
    "0B",
    "999B",
    "1kB",
    "1.98MB",
    "123MB",
  ]);
  expect([1023, 1024, 25276530000].map(binarySize)).toEqual(["1023B", "1KiB", "23.54GiB"]);
});

test("tables", () => {
  expect(alignTabs("ID\tNAME\tX\nabc\ta-long-name\ty\n")).toBe(
    "ID        NAME          X\nabc       a-long-name   y\n",
  );
  expect(alignTabs("a\tb\nalone\nc\td\n")).toBe("a         b\nalone\nc         d\n");
});

test("cells move no terminal, and are data in a pipe", async () => {
  const listing = { typeName: "x", columns: { Name: { header: "NAME", value: (row: string) => row } } };
  const printed = async (columns?: number): Promise<string> => {
    const io = recordingIo(columns === undefined ? {} : { columns });
    await printRows(io.stdout, listing, { rows: ["a\x1b[2Jb\rc"], format: "table", columns: ["Name"] });
    return io.printed().out;
  };
  expect(await printed(80)).toBe("NAME\na\\x1b[2Jb\\x0dc\n");
  expect(await printed()).toBe("NAME\na\x1b[2Jb\rc\n");
});

test("ports", () => {
  const port = (PrivatePort: number, PublicPort?: number, IP?: string) => ({
    PrivatePort,
    Type: "tcp",
    ...(PublicPort === undefined ? {} : { PublicPort }),
    ...(IP === undefined ? {} : { IP }),
  });
  expect(portsText([port(80, 8080, "0.0.0.0"), port(80, 8080, "::"), port(91), port(90)])).toBe(
    "90-91/tcp, 0.0.0.0:8080->80/tcp, [::]:8080->80/tcp",
  );
  expect(portsText([port(80, 80, "0.0.0.0"), port(81, 81, "0.0.0.0")])).toBe("0.0.0.0:80-81->80-81/tcp");
});

test("texts cut short", () => {
  expect(ellipsis("abcdef", 4)).toBe("abc…");
  expect(ellipsis("abc", 3)).toBe("abc");
});

test("indented JSON keeps numbers and escapes", () => {
  expect(indentJson('{"a":[1e400,{}],"b":"\\u003c,{"}')).toBe(
    '{\n    "a": [\n        1e400,\n        {}\n    ],\n    "b": "\\u003c,{"\n}',
  );
});
