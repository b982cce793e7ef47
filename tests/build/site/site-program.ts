/** Serves the folder of argv[2] at the address argv[3]:argv[4]: files, index.html of folders, and below /git/ repositories. */
import { statSync } from "node:fs";
import { join, normalize } from "node:path";

const [folder = ".", hostname = "127.0.0.1", port = "0"] = process.argv.slice(2);

// A step may be busy with what it has fetched before it reads on.
const server = Bun.serve({ hostname, port: Number(port), fetch: answer, idleTimeout: 255 });
console.log(server.port);

async function answer(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const path = normalize(decodeURIComponent(pathname));
  if (path.startsWith("/git/")) return await gitAnswer(request, path, search.slice(1));
  return fileAnswer(path.endsWith("/") ? `${path}index.html` : path);
}

function fileAnswer(path: string): Response {
  const file = join(folder, path);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) return fileAnswer(`${path}/index.html`);
  if (!found?.isFile()) return new Response("not found\n", { status: 404 });
  return new Response(Bun.file(file), { headers: { "Last-Modified": found.mtime.toUTCString() } });
}

/** Git's own program, called as a web server calls it. @see RFC 3875 (CGI) */
async function gitAnswer(request: Request, path: string, query: string): Promise<Response> {
  const child = Bun.spawn(["git", "-c", "safe.directory=*", "http-backend"], {
    stdin: new Uint8Array(await request.arrayBuffer()),
    env: {
      PATH: process.env["PATH"] ?? "",
      GIT_PROJECT_ROOT: join(folder, "git"),
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
      GIT_PROTOCOL: request.headers.get("Git-Protocol") ?? "",
      PATH_INFO: path.slice("/git".length),
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers.get("Content-Type") ?? "",
      HTTP_CONTENT_ENCODING: request.headers.get("Content-Encoding") ?? "",
    },
  });
  const bytes = Buffer.from(await new Response(child.stdout).arrayBuffer());
  const end = bytes.indexOf("\r\n\r\n");
  const headers = new Headers();
  for (const line of bytes.subarray(0, end).toString().split("\r\n")) {
    const at = line.indexOf(":");
    headers.append(line.slice(0, at), line.slice(at + 1).trim());
  }
  const status = Number(headers.get("Status")?.slice(0, 3) ?? 200);
  headers.delete("Status");
  return new Response(bytes.subarray(end + 4), { status, headers });
}
