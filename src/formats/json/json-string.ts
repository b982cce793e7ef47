import { jsonString as plainJsonString } from "#formats/go-template/encode-json.ts";

/** A string as Go's encoder writes it: nothing of it means anything to HTML. */
export function jsonString(text: string): string {
  return plainJsonString(text).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}
