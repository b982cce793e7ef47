import type { Output } from "./io.ts";

/** The output of a terminal whose input is raw: there a line's end alone leaves the cursor in its column. */
export function rawOutput(out: Output): Output {
  return {
    isTerminal: out.isTerminal,
    write: (data) => out.write(withReturns(data)),
    send: (data) => out.send(new TextEncoder().encode(withReturns(data))),
    windowSize: () => out.windowSize(),
  };
}

function withReturns(data: string | Uint8Array): string {
  const text = typeof data === "string" ? data : new TextDecoder().decode(data);
  return text.replace(/(?<!\r)\n/g, "\r\n");
}
