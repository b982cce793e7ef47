const shown = (control: string): string => `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`;

/** A text that a terminal does not act on: control characters are shown by their numbers, such as `\x1b`. */
export const withoutControls = (text: string): string => text.replace(/\p{Cc}/gu, shown);

/** The same of a text that has lines and tabs of its own. */
export const withoutMovements = (text: string): string => text.replace(/(?![\n\t])\p{Cc}/gu, shown);
