import { jsonString as plainJsonString } from "#formats/go-template/encode-json.ts";

/** A string as Go's encoder writes it: nothing of it means anything to HTML. */
export function jsonString(text: string): string {
  return htmlSafe(plainJsonString(text));
}

/** A document of JSON whose strings mean nothing to HTML. */
export function htmlSafe(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
