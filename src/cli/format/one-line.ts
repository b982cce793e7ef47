/** What others have written, as one line that a terminal does not act on. */
export function oneLine(text: string): string {
  return withoutControls(text.trim().replace(/\s*\n\s*/g, " "));
}

/** A text that a terminal does not act on: control characters are shown by their numbers. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
