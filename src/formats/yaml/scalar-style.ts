import { plainScalar } from "./plain-scalar.ts";

export type ScalarStyle = "plain" | "single" | "double" | "literal";

const oldBooleans = new Set("y Y yes Yes YES on On ON n N no No NO off Off OFF".split(" "));
const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const startsIndicator = /^[#,[\]{}&*!|>'"%@`]|^[?:-](?:[\s]|$)|^---|^\.\.\./;
const innerIndicator = /:(?:[ \t]|$)|[\s\u0085\u2028\u2029]#/u;
const unprintable = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;
const lineBreak = "[\\r\\n\\u0085\\u2028\\u2029]";
const outerSpace = new RegExp(`^ |^${lineBreak}| $|${lineBreak}$`);
const breakThenSpace = new RegExp(`${lineBreak} `);
const spaceThenBreak = new RegExp(` ${lineBreak}`);
const anyBreak = new RegExp(lineBreak);

/** How Go's YAML writes a text. A key stands on one line. */
export function scalarStyle(text: string, isKey: boolean): ScalarStyle {
  if (text === "") return "double";
  const wanted = wantedStyle(text);
  const hasBreak = anyBreak.test(text);
  if (isKey && hasBreak) return "double";
  const isSpecial = unprintable.test(text) || spaceThenBreak.test(text);
  if (wanted === "literal") return isSpecial || text.endsWith(" ") ? "double" : "literal";
  if (wanted === "double") return "double";
  const isPlain = !(
    isSpecial ||
    hasBreak ||
    text.includes("\t") ||
    outerSpace.test(text) ||
    startsIndicator.test(text) ||
    innerIndicator.test(text)
  );
  if (isPlain) return "plain";
  return isSpecial || text.includes("\t") || breakThenSpace.test(text) ? "double" : "single";
}

/** What does not stand for itself when it is plain is quoted. */
function wantedStyle(text: string): ScalarStyle {
  if (text.includes("\n")) return "literal";
  if (typeof plainScalar(text) !== "string" || oldBooleans.has(text)) return "double";
  return sexagesimal.test(text) ? "double" : "plain";
}
