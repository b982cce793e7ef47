/** Stands at the end of a text that ends without a newline. */
export const withoutNewline = "␄";
const controls = /[\u0000-\u0009\u000b-\u001f]/g;

/** Lines of a text as cases have them: control characters, spaces at ends of lines and the lack of a newline at the end are seen. */
export function shownLines(text: string): string[] {
  if (text === "") return [];
  const visible = text
    .replace(controls, (char) => String.fromCharCode(0x2400 + char.charCodeAt(0)))
    .replace(/ $/gm, "␠");
  return (visible.endsWith("\n") ? visible.slice(0, -1) : `${visible}${withoutNewline}`).split("\n");
}

/** What a line of a case stands for: the inverse of `shownLines`, but for its ends. */
export function meant(line: string): string {
  return line
    .replace(/[\u2400-\u2403\u2405-\u241f]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0x2400))
    .replaceAll("␠", " ");
}
