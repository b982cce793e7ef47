import { randomBytes } from "node:crypto";
import type { Op } from "#base/op.ts";
import type { ClassicBuildRequest } from "#core/build/classic-request.ts";
import type {
  BuildService,
  FrontendResult,
  SolvedStep,
  StepListener,
  StepPosition,
  WantedExports,
} from "#core/build/contract.ts";
import type { FrontendRequest } from "#core/build/request.ts";
import type { FileWorker } from "#core/files/contract.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { familiarText, parseReference } from "#formats/reference/reference.ts";
import { classicError } from "./classic-errors.ts";
import { ClassicOutput } from "./classic-output.ts";
import { ClassicProgress } from "./classic-progress.ts";
import { ClassicSession } from "./classic-session.ts";
import { type ContextFolder, unpackContext } from "./context-folder.ts";
import { unusedArguments } from "./unused-arguments.ts";

export interface ClassicDependencies {
  readonly builds: BuildService;
  readonly files: FileWorker;
  /** Where contexts are unpacked; emptied at the engine's start. */
  readonly contextsFolder: string;
}

const local = { from: "local", name: "context", sharedKeyHint: "" } as const;

/** `POST /build` as the classic builder answers it: one step after the other. @throws BuildError in its words */
export async function classicBuild(
  op: Op,
  dependencies: ClassicDependencies,
  request: ClassicBuildRequest,
  tell: (message: ProgressMessage) => void,
): Promise<void> {
  const { builds, files, contextsFolder } = dependencies;
  await using folder =
    request.remote === "" ? await unpackContext(op, files, { archive: request.archive, parent: contextsFolder }) : none;
  const session = new ClassicSession(op.signal, { folder: folder.path, credentials: request.credentials });
  const output = new ClassicOutput(tell, request);
  const listener = new StepOutput(output, session);
  const progress = new ClassicProgress(output, () => listener.runs());
  await using job = builds.open(op, {
    ...{ id: request.id, session, progress },
    entitlements: new Set(["network.host"]),
    cacheImports: [],
    wanted: wantedBy(request),
    why: false,
  });
  const context = request.remote === "" ? local : ({ from: "url", url: request.remote } as const);
  const frontend: FrontendRequest = { ...request.frontend, context, dockerfile: { path: request.dockerfile, context } };
  try {
    const result = await job.solve(op, frontend, listener);
    const id = await exportImage(op, { job, result, request, frontend });
    listener.finished(id);
    const unused = unusedArguments(frontend.buildArgs, listener.instructions);
    if (unused.length > 0) output.unusedArguments(unused);
    output.finished(
      id,
      request.tags.map((tag) => familiarText(parseReference(tag))),
    );
  } catch (error) {
    throw classicError(error);
  }
}

const none: Pick<ContextFolder, never> & { readonly path: undefined } & AsyncDisposable = {
  path: undefined,
  async [Symbol.asyncDispose]() {},
};

interface Exporting {
  readonly job: ReturnType<BuildService["open"]>;
  readonly result: FrontendResult;
  readonly request: ClassicBuildRequest;
  readonly frontend: FrontendRequest;
}

async function exportImage(op: Op, { job, result, request, frontend }: Exporting): Promise<string> {
  const answer = await job.export(op, result, {
    ...wantedBy(request),
    request: frontend,
    ...(request.squash ? { squash: "above-base" } : {}),
  });
  return answer["containerimage.digest"] ?? "";
}

function wantedBy({ tags }: ClassicBuildRequest): WantedExports {
  return { exports: [{ type: "moby", attributes: { name: tags.join(",") } }], cacheExports: [], attestations: {} };
}

/** Prints the steps. What the last one made is the image, whose id is known when it is written. */
class StepOutput implements StepListener {
  readonly instructions: string[] = [];
  readonly #output: ClassicOutput;
  readonly #session: ClassicSession;
  #container = "";

  constructor(output: ClassicOutput, session: ClassicSession) {
    this.#output = output;
    this.#session = session;
  }

  begins(step: StepPosition): void {
    this.instructions.push(step.text);
    this.#output.step(step.index + 1, step.total, step.text);
    this.#output.pulled(this.#session.takePull(step.text));
    this.#container = "";
  }

  /** It is not cached: its program runs. */
  runs(): void {
    if (this.#container !== "") return;
    this.#container = randomBytes(32).toString("hex");
    this.#output.running(this.#container);
  }

  ends(step: SolvedStep): void {
    if (step.cached) this.#output.cached();
    else if (runsInContainer(step.text)) {
      this.runs();
      this.#output.removed(this.#container);
    }
    if (step.index + 1 < step.total) this.#output.made(step.id);
  }

  finished(id: string): void {
    this.#output.made(id);
  }
}

/** The classic builder needs a container for all but what only copies. */
function runsInContainer(text: string): boolean {
  return !/^(?:from|copy|add)\s/i.test(text);
}
