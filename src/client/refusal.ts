import { readJson } from "#api/read-json.ts";
import { readText } from "./body.ts";
import { ApiError } from "./errors.ts";
import type { TransportResponse } from "./transport.ts";

/** What an answer of status 400 and above says, in the words of Docker's client where the engine has none. */
export async function refusal(response: TransportResponse, url: string): Promise<ApiError> {
  const { status } = response;
  const text = await readText(response.body);
  if (text === "") return wordless(status, url);
  if (!(response.headers.get("content-type") ?? "").startsWith("application/json"))
    return new ApiError(status, text.trim());
  try {
    const message = readJson<{ message?: string } | null>(text)?.message?.trim() ?? "";
    if (message !== "") return new ApiError(status, message);
    return new ApiError(status, `API returned a ${status} (${await nameOf(status)}) but provided no error-message`);
  } catch (error) {
    return new ApiError(status, "", `Error reading JSON: ${(error as Error).message}`);
  }
}

async function wordless(status: number, url: string): Promise<ApiError> {
  const returned = `request returned ${`${status} ${await nameOf(status)}`.trim()}`;
  const hint = "check if the server supports the requested API version";
  return new ApiError(status, "", `${returned} for API route and version ${url}, ${hint}`);
}

/** The module is loaded for what hardly ever happens. */
async function nameOf(status: number): Promise<string> {
  const { STATUS_CODES } = await import("node:http");
  return STATUS_CODES[status] ?? "";
}
