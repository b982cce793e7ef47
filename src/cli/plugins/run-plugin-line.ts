import { ExitError } from "../errors.ts";
import type { PluginLine } from "./plugin-of-line.ts";

/** Runs a plugin's line, with the global flags before it; gives its exit code. `context`: the name of the one in use. */
export async function runPluginLine(
  { plugin, words, isOfContext = false }: PluginLine,
  own: readonly string[],
  context = "default",
): Promise<number> {
  const { runPlugin } = await import("./run-plugin.ts");
  const line = words.map((word, at) => (at === 0 ? word.replace(/^__offer/, "__complete") : word));
  const code = await runPlugin(plugin, [...own, ...line], isOfContext ? { BUILDX_BUILDER: context } : {});
  if (code !== 0 && words[0] === "help") throw new ExitError(1, `exit status ${code}`);
  return code;
}
