import type { Fail } from "./parse.ts";
import type { Answer, ObjectName, Step } from "./script.ts";

/** A step without its place. */
export type Verb = Step extends infer Each ? (Each extends Step ? Omit<Each, "line"> : never) : never;

/** Forms of lines that begin with a word; a group that is not there is undefined. */
const forms: readonly (readonly [RegExp, (parts: readonly (string | undefined)[]) => Verb])[] = [
  [/^project (\S+)$/, ([name = ""]) => ({ kind: "project", name })],
  [
    /^wait (\S+) (running|healthy|unhealthy|paused|restarting|created|gone|exited(?: \d+)?)$/,
    ([service = "", state = ""]) => ({ kind: "wait", service, state }),
  ],
  [/^get (\S+)( .*)$/, ([url = "", answer = ""]) => ({ kind: "get", url, answer: answerOf(answer) })],
  [
    /^exec (\S+) (.*?)( shows .*| fails)?$/,
    ([service = "", command = "", answer = ""]) => ({ kind: "exec", service, command, answer: answerOf(answer) }),
  ],
  [/^logs (\S+) shows? (.+)$/, ([service = "", pattern = ""]) => ({ kind: "logs", service, pattern })],
  [
    /^inspect (?:(network|volume|image) )?(\S+) (\S+) is(?: (.*))?$/,
    ([kind, name = "", path = "", value = ""]) => ({
      kind: "inspect",
      object: { kind: (kind ?? "container") as ObjectName["kind"], name },
      path: pathOf(path),
      value,
    }),
  ],
  [/^count (\S+) (\d+)$/, ([service = "", count]) => ({ kind: "count", service, count: Number(count) })],
  [/^(keep|same|new) (\S+)$/, ([kind, service = ""]) => ({ kind: kind as "keep" | "same" | "new", service })],
  [/^(interrupt)$/, () => ({ kind: "interrupt", exit: undefined })],
  [/^(nothing left|engine restarts)$/, ([kind]) => ({ kind: kind as "nothing left" | "engine restarts" })],
];

export function parseVerb(words: string, fail: Fail): Verb {
  for (const [form, stepOf] of forms) {
    const parts = form.exec(words);
    if (parts !== null) return stepOf(parts.slice(1));
  }
  return fail("no such step");
}

function answerOf(text: string): Answer {
  const words = text.trim();
  const [, pattern] = /^shows (.*)$/.exec(words) ?? [];
  if (pattern !== undefined) return { kind: "shows", pattern };
  const [, status] = /^is (\d{3})$/.exec(words) ?? [];
  if (status !== undefined) return { kind: "is", status: Number(status) };
  return words === "fails" ? { kind: "fails" } : { kind: "succeeds" };
}

/** `Config.Labels[a.b].c` names four keys. */
function pathOf(text: string): string[] {
  return [...text.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, bracketed, plain]) => bracketed ?? plain ?? "");
}
