/** One request and how it was answered. */
export interface AccessEntry {
  readonly request: Request;
  readonly response: Response;
  readonly user: string | undefined;
  readonly address: string | undefined;
  /** `performance.now()` when it came. */
  readonly begin: number;
}

/** Where lines about requests go. */
export interface AccessLog {
  write(entry: AccessEntry): void;
}

/** A log of one line per request, in the combined format of web servers, with the milliseconds until the answer began. */
export class CombinedAccessLog implements AccessLog {
  readonly #writeLine: (line: string) => void;

  constructor(writeLine: (line: string) => void) {
    this.#writeLine = writeLine;
  }

  write({ request, response, user, address, begin }: AccessEntry): void {
    const { method, headers } = request;
    const path = request.url.replace(/^https?:\/\/[^/?#]*/, "");
    const bytes = method === "HEAD" ? "0" : (response.headers.get("Content-Length") ?? "-");
    const took = (performance.now() - begin).toFixed(0);
    const parts = [
      `${address ?? "-"} - ${quotedUser(user)} [${new Date().toISOString()}]`,
      `"${escaped(method)} ${escaped(path)} HTTP/1.1" ${response.status} ${bytes}`,
      `"${escaped(headers.get("Referer") ?? "-")}" "${escaped(headers.get("User-Agent") ?? "-")}" ${took}ms`,
    ];
    this.#writeLine(`${parts.join(" ")}\n`);
  }
}

function quotedUser(user: string | undefined): string {
  return user === undefined ? "-" : escaped(user).replaceAll(" ", "\\x20");
}

/** What a client sent may hold no end of a line, and no quote. */
function escaped(text: string): string {
  return text.slice(0, 1000).replace(/[^\x20-\x7e]|["\\]/g, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return code > 0xff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\x${code.toString(16).padStart(2, "0")}`;
  });
}
