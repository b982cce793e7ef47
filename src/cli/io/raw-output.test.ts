import { expect, test } from "bun:test";
import { rawOutput } from "./raw-output.ts";

test("every line's end brings the cursor back, once", async () => {
  const written: string[] = [];
  const out = rawOutput({
    isTerminal: true,
    write: (data) => void written.push(String(data)),
    send: async (data) => void written.push(new TextDecoder().decode(data)),
    windowSize: () => ({ rows: 1, columns: 1 }),
  });
  out.write("a\nb\r\n");
  await out.send(new TextEncoder().encode("c\n"));
  expect(written).toEqual(["a\r\nb\r\n", "c\r\n"]);
});
