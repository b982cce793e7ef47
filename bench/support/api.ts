import { eventually } from "../../tests/support/eventually.ts";
import { request } from "../../tests/support/http.ts";

/** Waits until an engine answers at the socket. */
export async function isThere(socket: string): Promise<void> {
  await eventually("the engine answers", () => answers(socket));
}

async function answers(socket: string): Promise<boolean> {
  try {
    return (await request(socket, "GET", { path: "/_ping" })).status === 200;
  } catch {
    return false;
  }
}
