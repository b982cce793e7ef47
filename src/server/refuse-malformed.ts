import type { Duplex } from "node:stream";
import { type Descriptors, openDescriptor } from "./descriptors.ts";

/** Answers what node:http could not parse, in the words of Go's server, and ends the connection. */
export function refuseMalformed(error: Error, socket: Duplex): void {
  const tooLarge = (error as NodeJS.ErrnoException).code === "HPE_HEADER_OVERFLOW";
  const status = tooLarge ? "431 Request Header Fields Too Large" : "400 Bad Request";
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(`HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${status}`);
  socket.resume();
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

/** How long the rest of a refused request is read and dropped: closing at once would take the answer back. */
const lingerMs = 1_000;

const plainOverTls = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

/** Answers one who speaks plain HTTP where TLS is spoken, in the words of Go's server. The socket is closed already but in name. */
export function refusePlainHttp(error: Error, socket: Duplex, descriptors: Descriptors): void {
  const fd = openDescriptor(socket);
  if ((error as NodeJS.ErrnoException).code !== "ERR_SSL_HTTP_REQUEST" || fd === undefined) return;
  try {
    descriptors.writeHead(fd, Buffer.from(plainOverTls));
  } catch {
    // The client has gone.
  }
}
