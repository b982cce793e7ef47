import { spawnSync } from "node:child_process";
import { rootCommands } from "../../commands/index.ts";
import { processOutput } from "../../io/process-output.ts";
import { findEntry } from "../../resolve.ts";
import { likePlugins } from "../alias.ts";
import { findPlugin, type Plugin, type PluginSurroundings } from "../discover.ts";
import { areHooksOn, askedHook, type Ended } from "./asked-hook.ts";
import { type EndedCommand, endedCommand } from "./ended-command.ts";
import { hookLines } from "./hook-message.ts";
import { inOrder } from "./in-order.ts";

const hookWord = "docker-cli-plugin-hooks";

/**
 * Does `command`, and then shows what plugins say is next, where they ask for it (`plugins.NAME.hooks` of config.json) and a user looks on.
 * What they say stands before the text of an error, as with Docker's client.
 */
export async function withNextSteps(
  words: readonly string[],
  surroundings: PluginSurroundings,
  command: () => Promise<number>,
): Promise<number> {
  if (words.length === 0 || !areHooksOn(surroundings) || !processOutput(1).isTerminal) return command();
  const offer = (failure: string, code: number): Promise<void> =>
    offerNextSteps(words, surroundings, { failure, code });
  let code: number;
  try {
    code = await command();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await offer(message.replace(/\n$/, ""), 1);
    throw error;
  }
  await offer("", code);
  return code;
}

async function offerNextSteps(
  words: readonly string[],
  surroundings: PluginSurroundings,
  { failure, code }: { readonly failure: string; readonly code: number },
): Promise<void> {
  const command = await endedCommand(words, surroundings);
  if (command.isPlugins && code !== 0) return;
  const steps: string[] = [];
  for (const [name, settings] of Object.entries(surroundings.config.plugins ?? {})) {
    const hook = askedHook(settings, { line: command.line, failure });
    if (hook !== undefined) steps.push(...askPlugin(name, surroundings, { command, hook, failure }));
  }
  if (steps.length === 0) return;
  processOutput(2).write(`\x1b[1m\nWhat's next:\x1b[0m\n${steps.map((step) => `    ${step}\n`).join("")}`);
}

interface Question extends Pick<Ended, "failure"> {
  readonly command: EndedCommand;
  readonly hook: string;
}

/** A plugin that misbehaves has nothing to say: what the user wanted is done. */
function askPlugin(name: string, surroundings: PluginSurroundings, question: Question): readonly string[] {
  if (!likePlugins.has(name) && findEntry(rootCommands, name) !== undefined) return [];
  const plugin = findPlugin(name, surroundings);
  if (plugin === undefined) return [];
  try {
    return hookLines(answerOf(plugin, question), question.command);
  } catch {
    return [];
  }
}

/** @throws Error where the plugin fails */
function answerOf({ name, path }: Plugin, { command, hook, failure }: Question): string {
  const data = JSON.stringify({ RootCmd: hook, Flags: inOrder(command.given), CommandError: failure }).replace(
    /[<>&]/g,
    unicodeEscape,
  );
  const { stdout, status, error } = spawnSync(path, [name, hookWord, data], {
    env: { ...process.env, DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: process.argv0 },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (error !== undefined || status !== 0) throw error ?? new Error(`exit status ${status}`);
  return stdout;
}

/** As Go writes the letter in JSON. */
const unicodeEscape = (letter: string): string => `\\u00${letter.charCodeAt(0).toString(16)}`;
