import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { GoldenCase } from "./case.ts";
import { shownLines } from "./show.ts";

/** The folder in which a case runs. Its path has the same length everywhere, since tables depend on it. */
export interface Ground extends Disposable {
  /** Where the line runs. */
  readonly work: string;
  /** The client's own folder. */
  readonly config: string;
  /** The path of the engine's socket. */
  readonly socket: string;
  /** All variables of the case's surroundings. */
  readonly env: Readonly<Record<string, string>>;
  /** What was printed, as cases have it. */
  shown(text: string): string[];
}

export function makeGround(golden: GoldenCase): Ground {
  const folder = mkdtempSync("/tmp/golden-");
  const work = join(folder, "here");
  const config = join(folder, "config");
  for (const path of [work, config]) mkdirSync(path);
  if (golden.config !== undefined) writeFileSync(join(config, "config.json"), golden.config);
  for (const [name, text] of Object.entries(golden.files)) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), text);
  }
  const socket = join(folder, "engine");
  const env = {
    DOCKER_HOST: `unix://${socket}`,
    DOCKER_CONFIG: config,
    DOCKER_CLI_HINTS: "false",
    HOME: folder,
    PATH: "/usr/bin:/bin",
    TZ: "UTC",
    ...golden.env,
  };
  return {
    work,
    config,
    socket,
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")),
    shown: (text) => {
      const inFolder = text.replaceAll(folder, "FOLDER").replaceAll(encodeURIComponent(folder), "FOLDER");
      return shownLines(inFolder.replace(/^time="[^"]+"/gm, 'time="TIME"'));
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
