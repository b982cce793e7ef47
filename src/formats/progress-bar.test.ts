import { expect, test } from "bun:test";
import { progressBar } from "./progress-bar.ts";

test("bars as Docker's engine writes them", () => {
  const cases: Array<[number, number, string]> = [
    [2435, 2435, "[==================================================>]  2.435kB/2.435kB"],
    [40448, 1982391, "[=>                                                 ]  40.45kB/1.982MB"],
    [33280, 100000, "[================>                                  ]  33.28kB/100kB"],
    [102400, 100000, "[==================================================>]  102.4kB"],
    [2140160, 1982391, "[==================================================>]   2.14MB"],
    [3679, 10240, "[=================>                                 ]  3.679kB/10.24kB"],
    [5, 0, "      5B"],
    [0, 0, ""],
  ];
  for (const [current, total, text] of cases) expect(progressBar({ current, total })).toBe(text);
});
