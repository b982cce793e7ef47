import { JsonSyntaxError } from "#api/json-parse.ts";
import type { Op } from "#base/op.ts";
import { ComposeError } from "#compose/errors.ts";
import { findService, mapServices, type NamedService } from "#compose/named-service.ts";
import { inDependencyOrder } from "#compose/plan/dependencies.ts";
import type { Project } from "#compose/shape/project.ts";
import type { Io } from "../../io/io.ts";
import { findProgram } from "../../machine/find-program.ts";
import { parseJson } from "../../values/parse-json.ts";
import type { ProgressWriter } from "../progress/writer.ts";
import { pluginPath, runProgram } from "./plugins.ts";

export type ProviderVerb = "up" | "down";

/** A parameter that a provider says it has. */
interface Parameter {
  readonly name: string;
  readonly required?: boolean;
}

interface ProviderMetadata {
  readonly description?: string;
  readonly up?: { readonly parameters?: readonly Parameter[] };
  readonly down?: { readonly parameters?: readonly Parameter[] };
}

/** Has the providers of services come up; gives the project with what they set for the services that need them. */
export async function providersUp(op: Op, io: Io, project: Project, progress: ProgressWriter): Promise<Project> {
  let provided = project;
  for (const name of inDependencyOrder(project).keys()) {
    const service = findService(project, name)!;
    if (service.provider === undefined) continue;
    const variables = await runProvider(op, io, { project, service, verb: "up", progress });
    provided = withVariables(provided, name, variables);
  }
  return provided;
}

function withVariables(project: Project, provider: string, variables: ReadonlyMap<string, string>): Project {
  const prefix = `${provider.toUpperCase()}_`;
  return mapServices(project, (service) => {
    if (service.depends_on?.has(provider) !== true) return service;
    const given = [...variables].map(([name, value]) => [prefix + name, value] as const);
    return { ...service, environment: new Map([...(service.environment ?? []), ...given]) };
  });
}

export interface ProviderRun {
  readonly project: Project;
  readonly service: NamedService;
  readonly verb: ProviderVerb;
  readonly progress: ProgressWriter;
}

const words = {
  up: { begin: "Creating", end: "Created", action: "create" },
  down: { begin: "Removing", end: "Removed", action: "remove" },
} as const;

/** Runs a provider for a service; gives the variables that it sets. @throws ComposeError when it fails */
export async function runProvider(op: Op, io: Io, run: ProviderRun): Promise<Map<string, string>> {
  const { project, service, verb, progress } = run;
  const { begin, end, action } = words[verb];
  const path = providerPath(io, service.provider?.type ?? "");
  const args = providerArguments(await metadataOf(op, io, project, path), run);
  progress.event({ id: service.name, status: "working", text: begin });
  const variables = new Map<string, string>();
  const { code, failure } = await eachMessage(op, io, { project, path, args }, (message) =>
    handleMessage(message, service.name, { variables, progress }),
  );
  if (failure !== undefined) throw failure;
  if (code !== 0) {
    const text = `exit status ${code}`;
    progress.event({ id: service.name, status: "error", text });
    throw new ComposeError(`failed to ${action} service provider: ${text}`);
  }
  progress.event({ id: service.name, status: "done", text: end });
  return variables;
}

interface Message {
  readonly type?: string;
  readonly message?: string;
}

function handleMessage(
  { type = "", message = "" }: Message,
  service: string,
  { variables, progress }: { readonly variables: Map<string, string>; readonly progress: ProgressWriter },
): void {
  switch (type) {
    case "error":
      progress.event({ id: service, status: "error", text: message });
      throw new ComposeError(message);
    case "info":
      progress.event({ id: service, status: "working", text: message });
      return;
    case "setenv": {
      const at = message.indexOf("=");
      if (at < 0) throw new ComposeError(`invalid response from plugin: ${message}`);
      variables.set(message.slice(0, at), message.slice(at + 1));
      return;
    }
    case "debug":
      return;
    default:
      throw new ComposeError(`invalid response from plugin: ${type}`);
  }
}

/** A plugin of the client, or else a program. @throws ComposeError where there is none */
function providerPath(io: Io, type: string): string {
  if (type === "compose") throw new ComposeError("'compose' is not a valid provider type");
  const found = pluginPath(io, type) ?? findProgram(type, io);
  if (found === undefined) throw new ComposeError(`exec: ${JSON.stringify(type)}: executable file not found in $PATH`);
  return found;
}

/** What a provider says of itself; nothing where it does not. */
async function metadataOf(op: Op, io: Io, project: Project, path: string): Promise<ProviderMetadata> {
  let text = "";
  await run(op, io, { project, path, args: ["compose", "metadata"] }, (line) => {
    text += `${line}\n`;
  }).catch(() => undefined);
  try {
    return JSON.parse(text) as ProviderMetadata;
  } catch {
    return {};
  }
}

function providerArguments(metadata: ProviderMetadata, { project, service, verb }: ProviderRun): string[] {
  const isSilent =
    !metadata.description && metadata.up?.parameters === undefined && metadata.down?.parameters === undefined;
  const parameters = metadata[verb]?.parameters ?? [];
  const options = service.provider?.options ?? new Map<string, readonly string[]>();
  const missing = isSilent
    ? undefined
    : parameters.find(({ name, required }) => required === true && !options.has(name));
  if (missing !== undefined)
    throw new ComposeError(
      `required parameter ${JSON.stringify(missing.name)} is missing from provider ${JSON.stringify(service.provider?.type ?? "")} definition`,
    );
  const given = [...options]
    .filter(([name]) => isSilent || parameters.some((parameter) => parameter.name === name))
    .flatMap(([name, values]) => values.map((value) => `--${name}=${value}`));
  return ["compose", `--project-name=${project.name}`, verb, ...given, service.name];
}

interface ProviderCommand {
  readonly project: Project;
  readonly path: string;
  readonly args: readonly string[];
}

async function eachMessage(
  op: Op,
  io: Io,
  command: ProviderCommand,
  take: (message: Message) => void,
): Promise<{ readonly code: number; readonly failure: unknown }> {
  let failure: unknown;
  const code = await run(op, io, command, (line) => {
    if (line.trim() === "" || failure !== undefined) return;
    try {
      take(parseJson<Message>(line));
    } catch (error) {
      failure = error instanceof JsonSyntaxError ? new ComposeError(error.message) : error;
    }
  });
  return { code, failure };
}

/** Runs a provider with the project's variables; gives its exit code. */
const run = (op: Op, io: Io, { project, path, args }: ProviderCommand, line: (text: string) => void): Promise<number> =>
  runProgram(op, io, { path, args, environment: project.environment }, line);
