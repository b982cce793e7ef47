import { expect, test } from "bun:test";
import { parseScenario } from "./parse.ts";

function stepsOf(text: string): readonly object[] {
  return parseScenario(`# a title\n${text}`, "x/scenario").steps.map(({ line: _, ...step }) => step);
}

test("a title, comments, whether it is quick, and whether it is newer than the stock Compose", () => {
  const script = parseScenario("# The title\nquick\n\n# more\ncount web 2\n", "x/scenario");
  expect(script).toEqual({
    title: "The title",
    quick: true,
    isNewer: false,
    steps: [{ kind: "count", service: "web", count: 2, line: 5 }],
  });
  expect(parseScenario("# The title\nnewer\ncount web 2\n", "x/scenario")).toMatchObject({
    quick: false,
    isNewer: true,
  });
});

test("a command with what is to be seen, over several lines", () => {
  expect(stepsOf("$ gantry compose up \\\n  -d\n> one *\n>> two\n! three\nexit 1\n")).toEqual([
    {
      kind: "run",
      command: "gantry compose up -d",
      exit: 1,
      lines: [
        { kind: ">", pattern: "one *" },
        { kind: ">>", pattern: "two" },
        { kind: "!", pattern: "three" },
      ],
    },
  ]);
});

test("a command that goes on", () => {
  expect(stepsOf("& gantry compose watch\n> *enabled\ninterrupt\nexit 130\n")).toEqual([
    { kind: "begin", command: "gantry compose watch", shown: ["*enabled"] },
    { kind: "interrupt", exit: 130 },
  ]);
});

test("questions and their answers", () => {
  expect(
    stepsOf(
      "get web:81/a shows * b\nget [::1]:80/ is 404\nexec db#2 psql -c 'x' shows 1\nexec db false fails\nexec db true\n",
    ),
  ).toEqual([
    { kind: "get", url: "web:81/a", answer: { kind: "shows", pattern: "* b" } },
    { kind: "get", url: "[::1]:80/", answer: { kind: "is", status: 404 } },
    { kind: "exec", service: "db#2", command: "psql -c 'x'", answer: { kind: "shows", pattern: "1" } },
    { kind: "exec", service: "db", command: "false", answer: { kind: "fails" } },
    { kind: "exec", service: "db", command: "true", answer: { kind: "succeeds" } },
  ]);
});

test("what inspecting gives: a path with keys in brackets, and a value that may be nothing", () => {
  expect(stepsOf("inspect network n Labels[a.b].c is x y\ninspect web Config.A[0] is\n")).toEqual([
    { kind: "inspect", object: { kind: "network", name: "n" }, path: ["Labels", "a.b", "c"], value: "x y" },
    { kind: "inspect", object: { kind: "container", name: "web" }, path: ["Config", "A", "0"], value: "" },
  ]);
});

test("states, and what is kept", () => {
  expect(stepsOf("wait a exited 3\nkeep a\nnew a\nproject p\nnothing left\nengine restarts\n").length).toBe(6);
});

const wrong: readonly (readonly [string, string])[] = [
  ["count web 2\n", "x/scenario:1: a title, `# TEXT`, has to come first: count web 2"],
  ["# t\n\nwait web up\n", "x/scenario:3: no such step: wait web up"],
  ["# t\ncount web many\n", "x/scenario:2: no such step: count web many"],
  ["# t\n> out\n", "x/scenario:2: this does not follow a command that it could be about: > out"],
  ["# t\ncount a 1\nexit 2\n", "x/scenario:3: this does not follow a command that it could be about: exit 2"],
  ["# t\n& a\n! b\n", "x/scenario:3: this does not follow a command that it could be about: ! b"],
  ["# t\nget web/\n", "x/scenario:2: no such step: get web/"],
  ["# t\n", "x/scenario:1: a scenario has a title and steps"],
];

for (const [text, message] of wrong)
  test(`refused: ${message}`, () => {
    expect(() => parseScenario(text, "x/scenario")).toThrow(message);
  });
