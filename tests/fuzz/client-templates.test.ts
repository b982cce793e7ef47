import { afterAll, expect, test } from "bun:test";
import { compareBatch, compareOne, faultyTemplate } from "./client-templates/compare.ts";
import { ContextSources } from "./client-templates/sources.ts";

const isFull = process.env["FAULTS"] === "full";
/** Templates of a seed: 40 that print something, in one, and four in which something is wrong. */
const count = Number(process.env["TEMPLATE_SEEDS"] ?? (isFull ? 1000 : 20));
const first = Number(process.env["TEMPLATE_SEED"] ?? 1);
const faultsOfSeed = 4;

const contexts = new ContextSources();
afterAll(() => contexts[Symbol.dispose]());

/** What the stock client makes of templates, and what ours does; `context` needs no engine. */
for (let seed = first; seed < first + count; seed += 1)
  test(`--format: templates of seed ${seed}`, async () => {
    // Rows of a list are small: most of the language shows on a whole context.
    const source = seed % 5 === 0 ? contexts.listed : contexts.inspected;
    const differences = await compareBatch(source, seed);
    for (let fault = 0; fault < faultsOfSeed; fault += 1) {
      const template = await faultyTemplate(source, seed * 1000 + fault);
      const difference = await compareOne(source, template);
      if (difference !== undefined) differences.push(difference);
    }
    expect(differences).toEqual([]);
  });
