import { expect, test } from "bun:test";
import { parseDockerfile } from "../parser/parse.ts";
import { expandInstruction } from "./expand.ts";
import type { Command } from "./instruction.ts";
import { parseStages } from "./parse-stages.ts";

function expanded(line: string): { readonly result: Command | undefined; readonly asked: readonly string[] } {
  const asked: string[] = [];
  const word = (text: string) => {
    asked.push(text);
    return text.replaceAll("$", "+");
  };
  const content = (text: string) => text.replaceAll("$", "#");
  const { stages } = parseStages(parseDockerfile(`FROM scratch\n${line}\n`).nodes);
  const [command] = stages[0]?.commands ?? [];
  return { result: command && expandInstruction(command, { word, content }), asked };
}

test("words are expanded in the order of BuildKit, of which the first wrong one is the error", () => {
  const { result, asked } = expanded("ADD --checksum=$c --chmod=$m --chown=$o --exclude=$e $a $b");
  expect(asked).toEqual(["$o", "$m", "$c", "$a", "$b"]);
  expect(result).toMatchObject({
    chown: "+o",
    chmod: "+m",
    checksum: "+c",
    exclude: ["$e"],
    paths: ["+a"],
    destination: "+b",
  });
});

test("the content of heredocs is expanded unless its name is quoted", () => {
  const { result } = expanded("COPY <<A <<'B' $x\n$a\nA\n$b\nB");
  expect(result).toMatchObject({
    files: [
      { name: "A", content: "#a\n" },
      { name: "B", content: "$b\n" },
    ],
    destination: "+x",
  });
});

test("instructions of one text, of paths and of pairs", () => {
  expect(expanded("USER $u").result).toMatchObject({ text: "+u" });
  expect(expanded('VOLUME ["$a", "$b"]').result).toMatchObject({ paths: ["+a", "+b"] });
  expect(expanded("LABEL $a=$b").result).toMatchObject({ pairs: [{ key: "+a", value: "+b" }] });
});

test("commands have their variables for the shell", () => {
  expect(expanded("RUN $x").asked).toEqual([]);
  expect(expanded("CMD $x").result).toMatchObject({ command: { words: ["$x"] } });
  expect(expanded("MAINTAINER $x").result).toMatchObject({ text: "$x" });
});
