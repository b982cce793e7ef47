import { EngineError } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import { sendStream } from "../../send-stream.ts";
import type { RouteTools } from "../handler.ts";
import type { PathStat } from "./backend.ts";

const statHeader = "X-Docker-Container-Path-Stat";

export async function headArchive(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const path = pathOf(exchange, exchange.query("ContainerArchiveInfo").path);
  const stat = await backends.containers.statPath(exchange.op, exchange.subject, path);
  exchange.response.writeHead(200, { [statHeader]: statText(stat) }).end();
}

export async function getArchive(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const path = pathOf(exchange, exchange.query("ContainerArchive").path);
  const archive = await backends.containers.archive(exchange.op, exchange.subject, path);
  try {
    const headers = { "Content-Type": "application/x-tar", [statHeader]: statText(archive.stat) };
    await sendStream(exchange, archive.content, { headers, compress: true });
  } finally {
    await archive.close();
  }
}

export async function putArchive(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { path, copyUIDGID, noOverwriteDirNonDir } = exchange.query("PutContainerArchive");
  const { subject: ref, source: content } = exchange;
  const request = { ref, path: pathOf(exchange, path), copyUIDGID, noOverwriteDirNonDir, content };
  await backends.containers.extract(exchange.op, request);
  exchange.empty(200);
}

export async function exportContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const stream = await backends.containers.export(exchange.op, exchange.subject);
  try {
    await sendStream(exchange, stream.content, { headers: { "Content-Type": "application/octet-stream" } });
  } finally {
    await stream.close();
  }
}

/** @throws invalid-argument as moby's ArchiveFormValues has it */
function pathOf(exchange: Exchange, path: string): string {
  if (exchange.subject === "") throw emptyParameter("name");
  if (path === "") throw emptyParameter("path");
  return path;
}

function emptyParameter(name: string): EngineError {
  return new EngineError("invalid-argument", `bad parameter: ${name}cannot be empty`);
}

function statText({ name, size, mode, mtime, linkTarget }: PathStat): string {
  return Buffer.from(JSON.stringify({ name, size, mode, mtime, linkTarget })).toString("base64");
}
