import { isEngineError } from "#base/errors.ts";
import { trimGoSpace } from "#base/go-space.ts";
import { sourceExcerpt } from "#formats/build/excerpt.ts";
import { DockerfileError } from "#formats/dockerfile/dockerfile-error.ts";
import { parseStages } from "#formats/dockerfile/instructions/parse-stages.ts";
import { detectSyntax } from "#formats/dockerfile/parser/detect-directive.ts";
import type { DockerfileNode } from "#formats/dockerfile/parser/node.ts";
import { parseDockerfile } from "#formats/dockerfile/parser/parse.ts";
import { expandWord } from "#formats/dockerfile/shell/expand.ts";
import { parseDockerignore } from "#formats/dockerignore/parse.ts";
import { PatternMatcher } from "#formats/patterns/pattern-matcher.ts";
import { type FuzzTarget, Unfit } from "../fuzz.ts";
import { textOf } from "../mutate.ts";

const instructions = [
  ...["ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"],
  ...["ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"],
];

const dockerfileWords = [
  ...instructions.map((word) => `\n${word} `),
  ...["\n", "\r\n", "\\\n", "`\n", "\\", "`", " ", "\t", "#", "# a", "\n\n", "\ufeff", "\u0085"],
  ...["# escape=`\n", "# syntax=a/b:1\n", "# check=skip=all\n", "#!/bin/x\n", "// syntax=x\n", '{"syntax": "a"}'],
  ...["<<E", "<<-'E'", "<< E", "3<<E", "\nE\n", "\n\tE\n", '"', "'", "a=b", "=", "$A", "x", "é", "😀", "\ud800"],
  ...['["a", "b"]', "[", "]", "1", "AS n", "as N", "scratch", "NONE", "CMD "],
  ...[
    "--from=a ",
    "--chown=1 ",
    "--link ",
    "--x ",
    "-- ",
    "--mount=type=cache,target=/a ",
    "--mount=from=$x ",
    "--device=a,b ",
  ],
  ...["--network=host ", "--security=x ", "--interval=1s ", "--retries=1 ", "--platform=a "],
];

/** Dockerfiles. An instruction that was joined of lines says the same when it stands in one. */
export const dockerfiles: FuzzTarget = {
  name: "dockerfiles",
  make: (random) => Buffer.from((random.once(3) ? "" : "FROM a") + textOf(random, dockerfileWords, 30)),
  check(input) {
    const text = input.toString("utf8");
    detectSyntax(text);
    try {
      const { nodes, escape: escapeCharacter } = parseDockerfile(text);
      let last = 0;
      for (const node of nodes) {
        if (node.range.start.line <= last || node.range.end.line < node.range.start.line)
          throw new Unfit("lines overlap");
        last = node.range.end.line;
        checkJoined(node, escapeCharacter);
      }
      parseStages(nodes);
    } catch (error) {
      if (error instanceof DockerfileError) sourceExcerpt({ fileName: "Dockerfile", text }, error.ranges);
      throw error;
    }
  },
  isRefusal: (error) => error instanceof DockerfileError,
};

function checkJoined(node: DockerfileNode, escapeCharacter: string): void {
  // What ends in an escape, which nothing followed, would go on.
  if (/[\\`][ \t]*$/.test(node.original) || trimGoSpace(node.original) === "") return;
  const documents = node.heredocs.map(({ name, content }) => `${content}${name}\n`).join("");
  const [again, ...more] = parseDockerfile(`# escape=${escapeCharacter}\n${node.original}\n${documents}`).nodes;
  if (again === undefined || more.length > 0) throw new Unfit("in one line it is another number of instructions");
  if (contentOf(again) !== contentOf(node)) throw new Unfit("in one line it says something else");
}

function contentOf({ range: _range, comments: _comments, ...content }: DockerfileNode): string {
  return JSON.stringify({ ...content, original: trimGoSpace(content.original) });
}

const expansionWords = [
  ...[
    "$A",
    "\x24{A",
    "\x24{X",
    "}",
    ":-",
    "-",
    ":+",
    "+",
    ":?",
    "?",
    "#",
    "##",
    "%",
    "%%",
    "/",
    "//",
    "*",
    "\x24{A#",
    "\x24{A//",
  ],
  ...["\\", "`", '"', "'", " ", "\n", "<", "<<", "$", "$1", "$@", "\x24{", "a", "b", "ab", "é", "😀", "{", "[", "."],
];
const variables = new Map([
  ["A", "ab/ba ab"],
  ["B", ""],
]);

/** Words with variables. What has no substitution in it stays as it is where quotes, escapes and variables are left alone. */
export const expansions: FuzzTarget = {
  name: "expansions",
  make: (random) => Buffer.from(textOf(random, expansionWords, 24)),
  check(input) {
    const word = input.toString("utf8");
    const raw = { escape: "\\", rawQuotes: true, rawEscapes: true, keepUnset: true } as const;
    if (!word.includes("\x24{") && !word.includes('"')) {
      const { text } = expandWord(word, new Map<string, string>(), raw);
      if (text !== word) throw new Unfit(`nothing was to change, but it is ${JSON.stringify(text)}`);
    }
    const { text, words } = expandWord(word, variables, { escape: "\\" });
    if (words.join("").length > text.length) throw new Unfit("the words are more than the text");
    if (words.includes("")) throw new Unfit("a word is empty");
  },
  isRefusal: (error) => error instanceof DockerfileError,
};

const ignoreWords = [
  ...["*", "**", "?", "[", "]", "[a-z]", "[^a]", "!", "#", "\\", "/", "..", ".", " ", "\t", "\n", "\r\n", "\ufeff"],
  ...["a", "b", "foo", "foo.txt", "docs", "é", "-", "^"],
];
const paths = ["a", "b", "foo.txt", "docs/a", "docs/foo/b", "docs/é/foo.txt", "a/b/foo/docs/a"];

/** Ignore files. What a folder's patterns said holds for what lies in it, unless there are exceptions. */
export const ignoreFiles: FuzzTarget = {
  name: "ignore files",
  make: (random) => Buffer.from(textOf(random, ignoreWords, 24)),
  check(input) {
    const matcher = new PatternMatcher(parseDockerignore(input.toString("utf8")));
    for (const path of paths) {
      const { matched } = matcher.match(path);
      if (matcher.hasExceptions) continue;
      const parts = path.split("/");
      let step = matcher.match(parts[0] ?? "");
      for (let count = 2; count <= parts.length; count++)
        step = matcher.match(parts.slice(0, count).join("/"), step.info);
      if (step.matched !== matched) throw new Unfit(`${path}: from above it is otherwise`);
    }
  },
  isRefusal: (error) => isEngineError(error, "invalid-argument"),
};
