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

/**
 * The values of a body of JSON documents, one per line. A document without a line end is given at the end of the body.
 * @throws SyntaxError
 */
export async function* readJsonLines<T>(body: AsyncIterable<Uint8Array>): AsyncGenerator<T, void, undefined> {
  const text = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    rest += text.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield JSON.parse(line) as T;
  }
  if (rest.trim() !== "") yield JSON.parse(rest) as T;
}
