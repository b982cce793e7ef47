import { expect, test } from "bun:test";
import { createLog } from "./log.ts";

const now = () => 1795567420082483581n;

test("lines are those of dockerd", () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", format: "text", now, write: (line) => lines.push(line) });
  log.info("Starting up");
  log.warn("could not change group", { path: "/run/x.sock", host: "tcp://0.0.0.0:1", error: new Error('a "b"') });
  log.info("simple", { pid: 15257, empty: "", list: ["a"] });
  log.debug("hidden");
  log.level = "debug";
  log.debug("shown\nhere");
  expect(lines).toEqual([
    'time="2026-11-25T00:43:40.082483581Z" level=info msg="Starting up"\n',
    'time="2026-11-25T00:43:40.082483581Z" level=warning msg="could not change group" error="a \\"b\\"" host="tcp://0.0.0.0:1" path=/run/x.sock\n',
    'time="2026-11-25T00:43:40.082483581Z" level=info msg=simple empty= list="[\\"a\\"]" pid=15257\n',
    'time="2026-11-25T00:43:40.082483581Z" level=debug msg="shown\\nhere"\n',
  ]);
});

test("as JSON", () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", format: "json", now, write: (line) => lines.push(line) });
  log.error("no", { pid: 1, msg: "own" });
  expect(lines).toEqual([
    '{"fields.msg":"own","level":"error","msg":"no","pid":1,"time":"2026-11-25T00:43:40.082483581Z"}\n',
  ]);
});
