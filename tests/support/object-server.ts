import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Server, serve } from "bun";

/** An engine that has one object, which it shows whatever is asked for. */
export class ObjectServer implements AsyncDisposable {
  readonly socket: string;
  readonly #folder: string;
  readonly #server: Server<undefined>;

  constructor(json: string) {
    this.#folder = mkdtempSync(join(tmpdir(), "o-"));
    this.socket = join(this.#folder, "s");
    this.#server = serve({
      unix: this.socket,
      fetch: (request) => {
        const headers = { "Api-Version": "1.51", Ostype: "linux", "Content-Type": "application/json" };
        return new Response(new URL(request.url).pathname.endsWith("/_ping") ? "OK" : json, { headers });
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
    rmSync(this.#folder, { recursive: true });
  }
}
