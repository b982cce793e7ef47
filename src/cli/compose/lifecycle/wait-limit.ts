import { isEngineError } from "#base/errors.ts";
import { type Op, withDeadline } from "#base/op.ts";
import { ComposeError } from "#compose/errors.ts";

/** Does something that may wait this long. @param seconds 0: for ever @throws ComposeError when it takes longer */
export async function withWaitLimit<T>(op: Op, seconds: number, act: (op: Op) => Promise<T>): Promise<T> {
  if (seconds <= 0) return await act(op);
  using limited = withDeadline(op, seconds * 1000, "waiting for the project");
  try {
    return await act(limited);
  } catch (error) {
    if (isEngineError(error) && error.kind === "deadline-exceeded")
      throw new ComposeError(`application not healthy after ${durationText(seconds)}`);
    throw error;
  }
}

/** As Go prints it. */
function durationText(seconds: number): string {
  const [hours, minutes, rest] = [Math.trunc(seconds / 3600), Math.trunc(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}
