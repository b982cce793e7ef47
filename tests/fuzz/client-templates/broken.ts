import type { FastRandom } from "../fast-random.ts";

const pieces = [
  ..."{{ }} ( ) | . , := = $ $x \" ` ' if end else range with define template block break continue nil 1 -1 .Name /* */ {{- -}} ! é \\ : @ 0x 1_ 'a".split(
    " ",
  ),
  " ",
  "\n",
  "{{end}}",
  "{{else}}",
  "{{else if true}}",
  "{{break}}",
  '{{define "d"}}',
  "{{template}}",
  "nosuch",
  "| 3",
  ".X.Y",
  "..",
  "\u0007",
];

/** The template after an accident or two. */
export function broken(random: FastRandom, text: string): string {
  const chars = [...text];
  for (let done = 0; done <= random.below(2); done += 1) {
    const at = random.below(chars.length + 1);
    const removed = random.once(2) ? random.below(random.once(3) ? 9 : 3) : 0;
    const added = random.once(4) ? [] : [...random.pick(pieces)];
    chars.splice(at, removed, ...added);
  }
  return chars.join("");
}
