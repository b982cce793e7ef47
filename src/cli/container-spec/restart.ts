import type { RestartPolicy } from "#api/types.gen.ts";
import { parseDecimal } from "#base/strconv.ts";

/** `POLICY[:RETRIES]`. @throws Error in Docker's words. */
export function parseRestart(text: string): RestartPolicy {
  if (text === "") return { Name: "", MaximumRetryCount: 0 };
  const at = text.indexOf(":");
  const name = at < 0 ? text : text.slice(0, at);
  if (name === "") throw new Error("invalid restart policy format: no policy provided before colon");
  const count = at < 0 ? "" : text.slice(at + 1);
  if (count === "") return { Name: name, MaximumRetryCount: 0 };
  try {
    return { Name: name, MaximumRetryCount: parseDecimal(count) };
  } catch {
    throw new Error("invalid restart policy format: maximum retry count must be an integer");
  }
}
