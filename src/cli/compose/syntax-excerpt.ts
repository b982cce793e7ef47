import { relative } from "node:path";
import type { FaultPlace } from "#compose/file/yaml-errors.ts";

/**
 * Where a file of Compose is wrong, for a person at a terminal; scripts read the words of the stock tool alone.
 *
 *     compose.yaml:4:12
 *       4 |     command: y
 *         |            ^
 */
export function syntaxExcerpt({ line, column, text, file = "-" }: FaultPlace, currentFolder: string): string {
  const number = String(line);
  const before = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  const path = file.startsWith("/") ? relative(currentFolder, file) : file;
  return `${path}:${line}:${column}\n  ${number} | ${text}\n  ${" ".repeat(number.length)} | ${before}^`;
}
