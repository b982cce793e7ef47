import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readText } from "#client/body.ts";
import * as importBuilds from "../commands/buildx/history/import.ts";
import { recordingIo } from "../io/fake.ts";
import { runCommand } from "../io/run-command.ts";
import { openPage } from "./desktop.ts";

const folder = mkdtempSync(join(tmpdir(), "desktop-"));
afterAll(() => rmSync(folder, { recursive: true }));

const socket = join(folder, ".docker/desktop/docker-desktop-build.sock");
mkdirSync(join(folder, ".docker/desktop"), { recursive: true });
const page = join(folder, "page");
writeFileSync(join(folder, "www-browser"), `#!/bin/sh\nprintf %s "$1" >${page}\nexit $STATUS\n`);
chmodSync(join(folder, "www-browser"), 0o755);

function importing(argv: readonly string[], { input = "", env = {} } = {}) {
  const io = { input, env: { HOME: folder, PATH: folder, STATUS: "0", ...env } };
  return runCommand(importBuilds, argv, { answers: [], io });
}

/** Docker Desktop, which answers `body`. @returns what it was sent */
async function desktop(answer: { readonly status?: number; readonly body: string }) {
  const asked: [line: string, body: string][] = [];
  const server = createServer((request: IncomingMessage, response) => {
    void readText(request).then((body) => {
      asked.push([`${request.method} ${request.headers.host}${request.url}`, body]);
      response.writeHead(answer.status ?? 200).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => void server.listen(socket, resolve));
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  return { asked, [Symbol.asyncDispose]: close };
}

test("builds are given to Docker Desktop, which shows the first of them", async () => {
  await using shown = await desktop({ body: '["one","two"]' });
  writeFileSync(join(folder, "bundle"), "of a file");
  const given = await importing(["-f", join(folder, "bundle"), "-f", "-"], { input: "of the standard input" });
  const [one, two] = ["one", "two"].map((id) => `docker-desktop://dashboard/build/.imported/_/${id}\n`);
  expect(given).toMatchObject({ code: 0, out: "", err: `${one}${two}${one}${two}` });
  const line = "POST docker-desktop/upload";
  expect(shown.asked).toEqual([
    [line, "of a file"],
    [line, "of the standard input"],
  ]);
  expect(readFileSync(page, "utf8")).toBe("docker-desktop://dashboard/build/.imported/_/one");
});

test("what Docker Desktop answers to other bundles is said", async () => {
  {
    await using _shown = await desktop({ body: "[]" });
    expect((await importing([])).err).toBe("no build records found in the bundle");
  }
  {
    await using _shown = await desktop({ body: "no bundle", status: 400 });
    expect((await importing([])).err).toBe("failed to import build: no bundle");
  }
  await using _shown = await desktop({ body: "?" });
  expect((await importing([])).err).toStartWith("failed to decode response: ");
});

test("without Docker Desktop, or a file, the import says so in buildx's words", async () => {
  const away = join(folder, "away");
  expect((await importing([], { env: { HOME: away } })).err).toBe(
    'failed to send request, check if Docker Desktop is running: Post "http://docker-desktop/upload": ' +
      `dial unix ${away}/.docker/desktop/docker-desktop-build.sock: connect: no such file or directory`,
  );
  const absent = join(folder, "absent");
  expect((await importing(["-f", absent])).err).toBe(
    `failed to open file ${absent}: open ${absent}: no such file or directory`,
  );
});

test("a page is shown by the first program that there is for it", async () => {
  const io = (env: Readonly<Record<string, string>>) => recordingIo({ env: { STATUS: "3", ...env } });
  const opening = openPage(io({}).op, io({ PATH: `/nowhere:${folder}` }), "x://y");
  expect(opening).rejects.toThrow("exit status 3");
  await opening.catch(() => undefined);
  expect(readFileSync(page, "utf8")).toBe("x://y");
  const missing = openPage(io({}).op, io({ PATH: "/nowhere" }), "x://y");
  expect(missing).rejects.toThrow('exec: "xdg-open,x-www-browser,www-browser": executable file not found in $PATH');
  await missing.catch(() => undefined);
});
