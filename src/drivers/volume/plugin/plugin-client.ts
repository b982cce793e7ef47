import { request } from "node:http";
import { EngineError, messageOf } from "#base/errors.ts";
import { type Op, orEnd, withDeadline } from "#base/op.ts";
import type { PluginAddress } from "./find-plugin.ts";

const mediaType = "application/vnd.docker.plugins.v1.1+json";
const callMs = 30_000;
const maxAnswerBytes = 4 * 1024 * 1024;

/**
 * One call of the v1 plugin protocol: a POST of JSON.
 * @throws system with the plugin's own words · deadline-exceeded
 * @see https://docs.docker.com/engine/extend/plugin_api/
 */
export async function callPlugin(
  op: Op,
  address: PluginAddress,
  call: { readonly method: string; readonly argument: object },
): Promise<Readonly<Record<string, unknown>>> {
  using bounded = withDeadline(op, callMs, `${call.method} of a volume plugin`);
  const { status, text } = await orEnd(bounded, post(bounded, address, call));
  const answer = parse(text);
  const reason = answer?.["Err"];
  if (typeof reason === "string" && reason !== "") throw new EngineError("system", reason);
  if (status !== 200 || answer === undefined) {
    throw new EngineError("system", `${call.method}: the plugin answered ${status}: ${text.slice(0, 200).trim()}`);
  }
  return answer;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function post(
  op: Op,
  address: PluginAddress,
  { method, argument }: { readonly method: string; readonly argument: object },
): Promise<{ readonly status: number; readonly text: string }> {
  const body = Buffer.from(JSON.stringify(argument));
  const headers = { Host: "plugin", Accept: mediaType, "Content-Type": mediaType, "Content-Length": body.length };
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(new EngineError("system", `${method}: ${messageOf(error)}`));
    const options = { ...address, method: "POST", path: `/${method}`, headers, agent: false, signal: op.signal };
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= maxAnswerBytes) chunks.push(chunk);
        else response.destroy(new Error("the answer is too long"));
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      response.on("error", fail);
    });
    sent.on("error", fail);
    sent.end(body);
  });
}
