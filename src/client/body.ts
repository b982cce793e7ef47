import { readJson } from "#api/read-json.ts";

const decoder = new TextDecoder();

/** All bytes of a body. */
export async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
  }
  if (chunks.length === 1) return chunks[0] as Uint8Array;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** A body as text. */
export async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  return decoder.decode(await readAll(body));
}

/** The lines of a body that are not blank. The last may lack its end. */
export async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const text = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    rest += text.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield line;
  }
  if (rest.trim() !== "") yield rest;
}

/** The values of a body of JSON documents, one per line. @throws JsonSyntaxError */
export async function* readJsonLines<T>(body: AsyncIterable<Uint8Array>): AsyncGenerator<T, void, undefined> {
  for await (const line of readLines(body)) yield readJson<T>(line);
}
