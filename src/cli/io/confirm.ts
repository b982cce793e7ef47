import type { Op } from "#base/op.ts";
import type { Io } from "./io.ts";

/** Asks whether to go on after a warning; anything but `y` is no, and so is the end of the input. */
export async function confirm(op: Op, io: Io, warning: string): Promise<boolean> {
  return await ask(op, io, `${warning}\nAre you sure you want to continue?`);
}

/** Asks a question, as `confirm` does. */
export async function ask(op: Op, io: Io, question: string): Promise<boolean> {
  io.stdout.write(`${question} [y/N] `);
  return await saysYes(op, io);
}

/** Reads one answer, as `confirm` does. */
export async function saysYes(op: Op, io: Pick<Io, "stdin">): Promise<boolean> {
  const decoder = new TextDecoder();
  let answer = "";
  for await (const chunk of io.stdin.read(op.signal)) {
    answer += decoder.decode(chunk, { stream: true });
    if (answer.includes("\n")) break;
  }
  return (answer.split("\n", 1)[0] ?? "").trim().toLowerCase() === "y";
}
