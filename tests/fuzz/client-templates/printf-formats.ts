import type { FastRandom } from "../fast-random.ts";

/** Without `p`, which prints addresses. */
const verbs = [..."vTtbcdoOqxXUeEfFgGs", ..."vvdsqx", "w", "z", "!", "é", "%"];

/** A format of printf with `count` verbs or so, as it stands in Go's quotes. */
export function printfFormat(random: FastRandom, count: number): string {
  const parts = Array.from({ length: count }, () => verb(random, count) + random.pick(["", " ", "|", "-", "☃", ", "]));
  if (random.once(25)) parts.push(random.pick(["%", "%-", "%[", "%[1", "%[1]", "100%%", "%.", "%*"]));
  return parts.join("");
}

function verb(random: FastRandom, count: number): string {
  const flags = Array.from({ length: random.pick([0, 0, 0, 1, 1, 2, 3]) }, () => random.pick([..."+-# 0"])).join("");
  const index = random.once(12) ? `[${random.pick([1, count, random.below(4), "x", "", -1])}]` : "";
  return `%${flags}${width(random)}${precision(random)}${index}${random.pick(verbs)}`;
}

function width(random: FastRandom): string {
  return random.pick([
    "",
    "",
    "",
    "",
    String(random.below(15)),
    random.once(4) ? "*" : "",
    random.once(9) ? "[1]*" : "",
  ]);
}

function precision(random: FastRandom): string {
  return random.pick([
    "",
    "",
    "",
    "",
    ".",
    `.${random.below(9)}`,
    random.once(5) ? ".*" : "",
    random.once(9) ? ".30" : "",
  ]);
}
