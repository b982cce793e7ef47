import { FastRandom } from "../fast-random.ts";
import { broken } from "./broken.ts";
import type { Printed, Source } from "./sources.ts";
import { type Snippet, snippetOf } from "./statements.ts";

/** A template of which the clients make different things. */
export interface Difference {
  readonly template: string;
  readonly stock: Printed;
  readonly own: Printed;
}

const inBatch = 40;

/** Compares one template. */
export async function compareOne(source: Source, template: string): Promise<Difference | undefined> {
  const [stock, own] = [await source.stock(template), await source.own(template)];
  return isSame(stock, own) ? undefined : { template, stock, own };
}

function isSame(a: Printed, b: Printed): boolean {
  return a.code === b.code && a.stdout === b.stdout && a.stderr === b.stderr;
}

/** Compares many templates that print something, all in one run of the stock client. */
export async function compareBatch(source: Source, seed: number): Promise<Difference[]> {
  const random = new FastRandom(seed);
  const snippets: Snippet[] = [];
  while (snippets.length < inBatch) {
    const snippet = snippetOf(random, { fields: source.fields, wrongOnceIn: 25, name: `t${snippets.length}_` });
    if ((await source.own(alone(snippet))).code === 0) snippets.push(snippet);
  }
  const body = snippets.map((snippet, at) => `\n#${at}#\n{{if true}}${snippet.body}{{end}}`).join("");
  const whole = snippets.map(({ definitions }) => definitions).join("") + body;
  if ((await compareOne(source, whole)) === undefined) return [];
  const each: Difference[] = [];
  for (const snippet of snippets) {
    const difference = await compareOne(source, alone(snippet));
    if (difference !== undefined) each.push(difference);
  }
  return each.length > 0 ? each : [(await compareOne(source, whole)) as Difference];
}

function alone({ definitions, body }: Snippet): string {
  return `${definitions}{{if true}}${body}{{end}}`;
}

/** A template that has something wrong: how it is written, or what it does. */
export async function faultyTemplate(source: Source, seed: number): Promise<string> {
  const random = new FastRandom(seed);
  const isWritten = random.once(2);
  for (;;) {
    const { definitions, body } = snippetOf(random, {
      fields: source.fields,
      wrongOnceIn: isWritten ? 25 : 5,
      name: "t",
    });
    const template = definitions + body;
    if (isWritten) return broken(random, template);
    if ((await source.own(template)).code !== 0) return template;
  }
}
