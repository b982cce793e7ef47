import type { GoldenCase } from "./case.ts";
import { type Outcome, textOf } from "./outcome.ts";

/** `outcomeText` of the stock client, which asks for several things at once: what the case has comes in the case's order. */
export function stockText(golden: GoldenCase, { printed, engine }: Outcome): string {
  const blocks = engine.asked.map((_, at) => engine.linesOf(at));
  const place = (at: number): number => {
    const { exchange } = engine.asked[at]!;
    return exchange === undefined ? golden.exchanges.length : golden.exchanges.indexOf(exchange);
  };
  const order = [...blocks.keys()].sort((a, b) => place(a) - place(b) || a - b);
  return textOf(
    golden,
    order.flatMap((at) => blocks[at]!),
    printed,
  );
}
