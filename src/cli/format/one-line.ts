import { withoutControls } from "#base/controls.ts";

/** What others have written, as one line that a terminal does not act on. */
export function oneLine(text: string): string {
  return withoutControls(text.trim().replace(/\s*\n\s*/g, " "));
}
