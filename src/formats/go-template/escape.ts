import { lostByte } from "#base/byte-text.ts";

const htmlNames: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
  "\0": "\ufffd",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\0]/g, (char) => htmlNames[char] ?? char);
}

const jsNames: Readonly<Record<string, string>> = { "\\": "\\\\", "'": "\\'", '"': '\\"' };

/** For a string of JavaScript in HTML. */
export function escapeJs(text: string): string {
  return text.replace(/[\\'"<>&=\x00-\x1f]|[^\x20-\x7e]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (lostByte(char) !== undefined) return char;
    if (code >= 0x7f && !/[\p{C}\p{Z}]/u.test(char)) return char;
    return jsNames[char] ?? `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

export function escapeQuery(text: string): string {
  const escaped = (char: string): string => `%${(lostByte(char) ?? char.charCodeAt(0)).toString(16).toUpperCase()}`;
  return [...text]
    .map((char) => (char.isWellFormed() ? encodeURIComponent(char) : escaped(char)))
    .join("")
    .replaceAll("%20", "+")
    .replace(/[!'()*]/g, escaped);
}
