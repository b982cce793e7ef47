import { readFileSync } from "node:fs";
import { meant } from "./show.ts";

/** What the client asks, and what the engine answers: `> GET /x`, `< 200 {}`. */
export interface Exchange {
  /** Method, path and query as a case has them: `GET /containers/json?all=1`. `?` is whatever is asked, for a case that is not recorded yet. */
  readonly target: string;
  /** All that a case says of the request, for comparison. */
  readonly request: string;
  /** What the client sends on a connection that is no HTTP any more, before the engine says anything. */
  readonly sent: string;
  readonly answer: Answer;
  /** The answer's own lines, kept as they are. */
  readonly answerLines: readonly string[];
}

export interface Answer {
  /** undefined: the connection is closed instead. */
  readonly status: number | undefined;
  readonly headers: readonly string[];
  /** Behind the status, as it stands there. */
  readonly body: string;
  /** Lines of a body that comes bit by bit, each with the stream it is of: 0 is none. */
  readonly chunks: ReadonlyArray<{ readonly stream: 0 | 1 | 2; readonly text: string }>;
  /** The connection breaks before the body's end. */
  readonly isCut: boolean;
}

/** The lines that a command printed, as `shownLines` has them, and how it ended. */
export interface Printed {
  readonly out: readonly string[];
  readonly err: readonly string[];
  readonly code: number;
}

/** One command line before an engine of fixed answers. */
export interface GoldenCase {
  readonly name: string;
  /** The lines between the name and the command line, kept as they are. */
  readonly head: readonly string[];
  /** As it is typed; `docker` is its first word. */
  readonly line: string;
  /** What is typed behind it. */
  readonly input: string;
  readonly env: Readonly<Record<string, string>>;
  /** The user's `config.json`. */
  readonly config: string | undefined;
  /** Files in the folder where the line runs. */
  readonly files: Readonly<Record<string, string>>;
  /** Columns of the terminal that all streams are; without them they are none. */
  readonly columns: number | undefined;
  /** Why the stock client is not asked. */
  readonly own: string | undefined;
  readonly exchanges: readonly Exchange[];
  readonly printed: Printed;
}

/** A file of cases. */
export interface GoldenFile {
  readonly path: string;
  /** The lines before its first case. */
  readonly preface: readonly string[];
  readonly cases: readonly GoldenCase[];
}

const caseMark = "=== ";

/** @throws Error that names the line which is none of a case */
export function readGoldenFile(path: string): GoldenFile {
  const lines = readFileSync(path, "utf8").replace(/\n+$/, "").split("\n");
  const starts = lines.flatMap((line, at) => (line.startsWith(caseMark) ? [at] : []));
  const cases = starts.map((start, at) => {
    try {
      return readCase(lines.slice(start, starts[at + 1]));
    } catch (error) {
      throw new Error(`${path}:${start + 1}: ${(error as Error).message}`, { cause: error });
    }
  });
  return { path, preface: lines.slice(0, starts[0] ?? lines.length), cases };
}

function readCase(lines: readonly string[]): GoldenCase {
  const at = lines.findIndex((line) => line.startsWith("$ "));
  if (at < 0) throw new Error("a case needs a line `$ docker …`");
  const head = lines.slice(1, at);
  const said = valuesOf(head);
  const one = (key: string): string | undefined => said.get(key)?.[0];
  return {
    name: lines[0]!.slice(caseMark.length),
    head,
    line: lines[at]!.slice(2),
    input: (said.get("input") ?? []).map((line) => `${meant(line)}\n`).join(""),
    env: Object.fromEntries((said.get("env") ?? []).map((pair) => pair.split(/=(.*)/s, 2))),
    config: one("config"),
    files: filesOf(head),
    columns: one("terminal") === undefined ? undefined : Number(one("terminal")),
    own: one("own"),
    ...readScript(lines.slice(at + 1)),
  };
}

const keys = ["own", "env", "config", "input", "terminal", "file"];

function valuesOf(head: readonly string[]): ReadonlyMap<string, string[]> {
  const values = new Map<string, string[]>();
  for (const line of head) {
    if (line === "" || line.startsWith("#") || line.startsWith("  ")) continue;
    const [, key = "", value = ""] = /^([a-z]+):(?: (.*))?$/s.exec(line) ?? [];
    if (!keys.includes(key)) throw new Error(`not understood: ${line}`);
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}

/** `file: NAME`, and its lines with two spaces in front. */
function filesOf(head: readonly string[]): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  let name: string | undefined;
  for (const line of head) {
    if (line.startsWith("file: ")) {
      name = line.slice("file: ".length);
      files[name] = "";
    } else if (line.startsWith("  ") && name !== undefined) files[name] += `${line.slice(2)}\n`;
    else name = undefined;
  }
  return files;
}

function readScript(lines: readonly string[]): Pick<GoldenCase, "exchanges" | "printed"> {
  const groups: string[][] = [];
  const rest = { out: [] as string[], err: [] as string[], code: 0 };
  for (const line of lines) {
    const mark = line.slice(0, 2).trimEnd();
    if (/^> \S/.test(line)) groups.push([line]);
    else if (/^[<>]/.test(line)) {
      if (groups.length === 0) throw new Error(`nothing is asked before: ${line}`);
      groups.at(-1)!.push(line);
    } else if (mark === "|") rest.out.push(line.slice(2));
    else if (mark === "!") rest.err.push(line.slice(2));
    else if (mark === "=") rest.code = Number(line.slice(2));
    else if (line !== "" && !line.startsWith("#")) throw new Error(`not understood: ${line}`);
  }
  return {
    exchanges: groups.map(readExchange),
    printed: rest,
  };
}

function readExchange(lines: readonly string[]): Exchange {
  const asked = lines.filter((line) => line.startsWith(">"));
  const answerLines = lines.filter((line) => line.startsWith("<"));
  return {
    target: /^> (\S+ \S+|\?)$/.exec(lines[0]!)?.[1] ?? "",
    request: asked.join("\n"),
    sent: asked.flatMap((line) => (line.startsWith(">| ") ? [`${line.slice(3)}\n`] : [])).join(""),
    answer: readAnswer(answerLines),
    answerLines,
  };
}

function readAnswer(lines: readonly string[]): Answer {
  const first = lines.find((line) => line.startsWith("< ") && !line.startsWith("<  ")) ?? "< 200";
  const [, status = "", body = ""] = /^< (\S+) ?(.*)$/s.exec(first) ?? [];
  const more = lines.filter((line) => line.startsWith("<   ")).map((line) => line.slice(4));
  return {
    status: status === "closed" ? undefined : Number(status),
    headers: lines.filter((line) => line.startsWith("<: ")).map((line) => line.slice(3)),
    body: [body, ...more].join("\n").trim(),
    chunks: lines.flatMap((line) => {
      const [, stream, text = ""] = /^<([12]?)\| ?(.*)$/s.exec(line) ?? [];
      return stream === undefined ? [] : [{ stream: Number(stream) as 0 | 1 | 2, text: meant(text) }];
    }),
    isCut: lines.includes("< cut"),
  };
}
