import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../support/command.ts";
import { dockerClient, gantryExecutable } from "../../../support/peers.ts";
import {
  type EngineAnswers,
  type RecordedCall,
  type RecordingEngine,
  recordingEngine,
} from "../../../support/recording-engine.ts";

/** What a client made of a command line. */
export interface Outcome {
  readonly calls: readonly RecordedCall[];
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** Our client and the stock one, each before an engine of its own that gives the same answers. */
export interface BothClients extends AsyncDisposable {
  /** Runs a line of shell, in which `docker` is the client. */
  run(line: string): Promise<{ readonly own: Outcome; readonly stock: Outcome }>;
}

export interface Surroundings {
  readonly headers: Readonly<Record<string, string>>;
  readonly answers: EngineAnswers;
  /** Files in the folder where lines run. */
  readonly files: Readonly<Record<string, string>>;
  /** The stock client plays our part, which shows that the comparison itself holds. */
  readonly ownIsStock?: boolean;
}

/** In front of every answer of an engine like the one that is compared with. */
export const engineHeaders = {
  "Api-Version": "1.51",
  "Docker-Experimental": "true",
  Ostype: "linux",
  Server: "Docker/28.5.2 (linux)",
  "Builder-Version": "2",
  Swarm: "active/manager",
};

export async function bothClients(surroundings: Surroundings): Promise<BothClients> {
  const folder = mkdtempSync(join(tmpdir(), "requests-"));
  const own = await oneClient({
    folder: join(folder, "own"),
    program: surroundings.ownIsStock === true ? dockerClient() : gantryExecutable(),
    ...surroundings,
  });
  const stock = await oneClient({ folder: join(folder, "stock"), program: dockerClient(), ...surroundings });
  return {
    async run(line) {
      const [ofOwn, ofStock] = await Promise.all([own.run(line), stock.run(line)]);
      return { own: ofOwn, stock: ofStock };
    },
    async [Symbol.asyncDispose]() {
      for (const { engine } of [own, stock]) await engine[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

interface OneClient {
  readonly engine: RecordingEngine;
  run(line: string): Promise<Outcome>;
}

async function oneClient({
  folder,
  program,
  headers,
  answers,
  files,
}: Surroundings & { readonly folder: string; readonly program: string }): Promise<OneClient> {
  for (const name of ["bin", "config", "work"]) mkdirSync(join(folder, name), { recursive: true });
  symlinkSync(program, join(folder, "bin/docker"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, "work", name, ".."), { recursive: true });
    writeFileSync(join(folder, "work", name), text);
  }
  writeFileSync(join(folder, "config/config.json"), JSON.stringify(config));
  const engine = await recordingEngine(headers);
  engine.answers = answers;
  const env = {
    PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
    DOCKER_HOST: engine.host,
    DOCKER_CONFIG: join(folder, "config"),
    DOCKER_CLI_HINTS: "false",
    GIVEN: "of the surroundings",
    TZ: "UTC",
  };
  const told = (text: string): string => text.replaceAll(folder, "FOLDER").replaceAll(engine.host, "HOST");
  return {
    engine,
    async run(line) {
      engine.takeCalls();
      const { code, stdout, stderr } = await run(["sh", "-c", `cd "${join(folder, "work")}" && ${line}`], { env });
      return { calls: engine.takeCalls().filter(isCompared), stdout: told(stdout), stderr: told(stderr), code };
    },
  };
}

/** The stock client waits for containers that it then leaves alone; nobody reads the answer. */
function isCompared({ target }: RecordedCall): boolean {
  return !target.endsWith("/wait?condition=next-exit");
}

const config = { auths: { "registry.test": { auth: Buffer.from("me:secret").toString("base64") } } };
