import type { Op } from "#base/op.ts";
import { isTrueWord } from "#base/strconv.ts";
import type { Io } from "../io/io.ts";
import { LineInput } from "../io/line-input.ts";

/** Whether the next line says yes to a question. On a terminal it shows what may be answered; the end of the input is no. */
export async function isAgreed(io: Pick<Io, "stdin">, input: LineInput, question: string): Promise<boolean> {
  const { isTerminal } = io.stdin;
  const answer = await input.ask(isTerminal ? `? ${question} (y/N) ` : question);
  const [word = ""] = answer.toLowerCase().split(/\s/);
  return word === "y" || (isTerminal ? word === "yes" : isTrueWord(word));
}

/** Asks one question, as `isAgreed` does. */
export async function agrees(op: Op, io: Io, question: string): Promise<boolean> {
  const input = new LineInput(op, io);
  try {
    return await isAgreed(io, input, question);
  } finally {
    await input.close();
  }
}
