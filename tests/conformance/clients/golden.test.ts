import { describe, expect, test } from "bun:test";
import { goldenFiles } from "../../golden/cases.ts";
import { caseText } from "../../golden/outcome.ts";
import { runStock } from "../../golden/run-stock.ts";
import { stockText } from "../../golden/stock-text.ts";

/**
 * The cases of tests/golden as the stock client does them, before the same engine. Together with tests/golden/golden.test.ts:
 * ours asks, prints and ends as the stock client does.
 */
for (const [name, { cases }] of goldenFiles())
  describe(name, () => {
    for (const golden of cases.filter(({ own }) => own === undefined))
      test(golden.name, async () => {
        expect(stockText(golden, await runStock(golden))).toBe(caseText(golden));
      });
  });
