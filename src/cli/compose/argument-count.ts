import { countError, atLeast as dockerAtLeast, exactly } from "../arguments.ts";
import type { ComposeCommand } from "./command.ts";

type ArgumentFault = NonNullable<ComposeCommand["argumentFault"]>;

/** As cobra has it. */
export function atLeast(count: number): ArgumentFault {
  return ({ length }) => (length < count ? `requires at least ${count} arg(s), only received ${length}` : undefined);
}

/** As cobra has it. */
export function between(least: number, most: number): ArgumentFault {
  return ({ length }) =>
    length < least || length > most ? `accepts between ${least} and ${most} arg(s), received ${length}` : undefined;
}

/** As Docker's client has it. */
export function exactlyAsDocker(count: number, usage: string): ArgumentFault {
  return ({ length }, path) => countError(exactly(count), length, { path, usage: `${path} ${usage}` });
}

/** As cobra has it. */
export function atMost(count: number): ArgumentFault {
  return ({ length }) => (length > count ? `accepts at most ${count} arg(s), received ${length}` : undefined);
}

/** As Docker's client has it. */
export function atLeastAsDocker(count: number, usage: string): ArgumentFault {
  return ({ length }, path) => countError(dockerAtLeast(count), length, { path, usage: `${path} ${usage}` });
}
