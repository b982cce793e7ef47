import type { Client } from "#client/client.ts";
import type { ContainerSpec } from "#client/container-create.ts";
import type { Invocation } from "../command.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import { type CreateRequest, pullPolicy } from "./create-container.ts";
import type { createFlags } from "./create-flags.ts";
import { withProxies } from "./proxies.ts";
import { containerSpec } from "./spec.ts";

/** What `create` and `run` ask for. @throws ExitError 125 with a hint at the help of `command`. */
export function createRequest(
  io: Io,
  client: Client,
  invocation: Invocation<typeof createFlags>,
  options: { readonly command: string },
): CreateRequest {
  const { flags } = invocation;
  try {
    const pull = pullPolicy(flags.pull);
    const spec = containerSpec(invocation);
    const env = withProxies(spec.Env ?? [], io.config, client.host);
    const whole: ContainerSpec = { ...spec, Env: env.length === 0 ? null : env };
    const platform = flags.platform || io.env["DOCKER_DEFAULT_PLATFORM"] || "";
    const usesApiSocket = flags["use-api-socket"];
    return { spec: whole, name: flags.name, platform, pull, quiet: flags.quiet, usesApiSocket };
  } catch (error) {
    throw withHelp(error, { command: options.command, exitCode: 125 });
  }
}

/** An error of `run` or `create` as Docker shows it. */
export function withHelp(error: unknown, options: { readonly command: string; readonly exitCode: number }): ExitError {
  const message = error instanceof Error ? error.message : String(error);
  return new ExitError(
    options.exitCode,
    `docker: ${message}\n\nRun 'docker ${options.command} --help' for more information`,
  );
}
