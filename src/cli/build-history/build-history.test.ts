import { expect, test } from "bun:test";
import type { BuildRecord } from "#formats/build/build-record.ts";
import { rowsText } from "../format/table.ts";
import { buildName } from "./build-name.ts";
import { recordFilters } from "./filters.ts";
import { layoutArchive } from "./layout-archive.ts";
import { recordListing } from "./listing.ts";
import { type BuildReport, buildReport } from "./report.ts";
import { reportText } from "./report-text.ts";
import { reportJson } from "./report-value.ts";

const now = Date.parse("2026-01-02T04:00:00Z");
const start = Date.parse("2026-01-02T03:04:05Z");
const done: BuildRecord = {
  ...{ id: "done", createdAt: start, completedAt: start + 65_500, result: {}, attachments: [] },
  request: { filename: "Dockerfile", "build-arg:A": "1", "label:l": "x", "no-cache": "", ulimit: "n=1:2", odd: "y" },
  steps: { total: 8, completed: 8, cached: 1, warnings: 0 },
};
const failed: BuildRecord = { ...done, id: "failed", error: "no", failure: { kind: "unknown" } };
const ended: BuildRecord = { ...done, id: "ended", error: "context canceled", failure: { kind: "canceled" } };
const { completedAt: _, ...begun } = done;
const running: BuildRecord = { ...begun, id: "running", request: { context: "https://x.y/r.git#main" } };
const state = { Target: "default", LocalPath: "/src/app", DockerfilePath: "" };

test("filters of the history are buildx's", () => {
  const found = (...filters: string[]) =>
    [done, failed, ended, running].filter(recordFilters(filters, now)).map(({ id }) => id);
  expect(found("status=error")).toEqual(["failed"]);
  expect(found("status=canceled")).toEqual(["ended"]);
  expect(found("status!=running", "ref=e")).toEqual(["done", "failed", "ended"]);
  expect(found("repository=x.y")).toEqual(["running"]);
  expect(found("duration>1m")).toEqual(["done", "failed", "ended"]);
  expect(found("startedAt<10m")).toHaveLength(4);
  expect(found("completedAt>2026-01-02T03:05:00Z")).toEqual(["done", "failed", "ended"]);
  expect(() => found("x")).toThrow('invalid filter "x"');
  expect(() => found("x=y")).toThrow('unsupported filter "x=y"');
  expect(() => found("startedAt<=1h")).toThrow('unsupported filter "startedAt<=1h"');
  expect(() => found("status>x")).toThrow('invalid separator for "status>x", expected = or !=');
  expect(() => found("duration=1")).toThrow('invalid separator for "duration=1", expected <=, <, >= or >');
  expect(() => found("duration>x")).toThrow("invalid duration x");
  expect(() => found("startedAt>x")).toThrow("invalid time x");
});

test("a build is called after its folder, its Dockerfile and its stage", () => {
  const at = (LocalPath: string, DockerfilePath = "") => ({ ...state, LocalPath, DockerfilePath });
  expect(buildName({}, undefined)).toBe("");
  expect(buildName({ target: "t" }, undefined)).toBe("t");
  expect(buildName({ target: "t" }, at("/src/app"))).toBe("app (t)");
  expect(buildName({}, at("/src/app", "/src/app/Dockerfile"))).toBe("app");
  expect(buildName({}, at("/src/app", "/src/app/docker/Dockerfile"))).toBe("app/docker");
  expect(buildName({}, at("/src/app", "/src/other/x.Dockerfile"))).toBe("other/x.Dockerfile");
  expect(buildName({ context: "https://x.y/r.git" }, at("/src/app"))).toBe("https://x.y/r.git");
  expect(buildName({ "build-arg:BUILDKIT_BUILD_NAME": "n", target: "t" }, undefined)).toBe("n");
  expect(buildName({ "vcs:localdir:context": "sub" }, undefined)).toBe("sub");
  expect(buildName({ "vcs:source": "git@x:y" }, undefined)).toBe("git@x:y");
});

test("the list shows what runs with a sign, and shortens names in tables", async () => {
  const columns = ["Ref", "Name", "Status", "CreatedAt", "Duration", "Link"];
  const rows = [
    { record: running, name: "n".repeat(40), fullRef: "d/d/running" },
    { record: done, name: "app", fullRef: "d/d/done" },
  ];
  const listing = recordListing({ isTable: true, isShort: true, now, engineNow: start + 1500 });
  expect(
    (await rowsText(listing, { rows, format: "table", columns })).split("\n").map((line) => line.trimEnd()),
  ).toEqual([
    "BUILD ID   NAME                                   STATUS      CREATED AT       DURATION",
    `running    ..${"n".repeat(34)}   Running     55 minutes ago   1.5s+`,
    "done       app                                    Completed   55 minutes ago   1m  5s",
    "",
  ]);
  const plain = recordListing({ isTable: false, isShort: true, now, engineNow: now });
  expect(await rowsText(plain, { rows: rows.slice(1), format: "json", columns })).toBe(
    '{"cached_steps":1,"completed_at":"2026-01-02T03:05:10.5Z","completed_steps":8,"created_at":"2026-01-02T03:04:05Z","name":"app","ref":"d/d/done","status":"Completed","total_steps":8}\n',
  );
});

function reportOf(record: BuildRecord, more: Partial<Parameters<typeof buildReport>[0]> = {}): BuildReport {
  const nothing = { error: undefined, materials: [], attachments: [] };
  return buildReport({ record, state, workingFolder: "/src", now, ...nothing, ...more });
}

test("a build in words, in buildx's layout", () => {
  const error = { Code: 2, Message: "no", Name: "RUN x", Logs: ["a", "b"], Sources: "Dockerfile:1\n\n" };
  const materials = [{ URI: "pkg:docker/b@1", Digests: ["sha256:1"] }];
  const attachments = [{ Digest: "sha256:2", Platform: "", Type: "t" }];
  const text = reportText(reportOf(failed, { error, materials, attachments }), {
    fullRef: "d/d/failed",
    isChosen: false,
  });
  const started = new Date(start - new Date(start).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  expect(text).toBe(
    [
      ...["Name:\t\tapp", "Ref:\t\tfailed", "Context:\tapp", "Dockerfile:\tDockerfile", ""],
      ...[`Started:\t${started.replace("T", " ")}`, "Duration:\t1m  5s", "Error:\t\tUnknown no"],
      ...["Build Steps:\t8/8 (12% cached)", ""],
      ...["No Cache:\ttrue", "Resource Limits:\tn=1:2", "odd:\t\ty", ""].map((line) =>
        line.replace(
          /^(No Cache|odd):\t*/,
          (label) => `${label.trimEnd()}${label.startsWith("odd") ? "\t\t\t" : "\t\t"}`,
        ),
      ),
      ...["BUILD ARG\tVALUE", "A\t\t1", "", "LABEL\tVALUE", "l\tx", ""],
      ...["Materials:", "URI\t\tDIGEST", "pkg:docker/b@1\tsha256:1", ""],
      ...["Attachments:", "DIGEST\t\tPLATFORM\tTYPE", "sha256:2\t\t\tt", ""],
      ...["Dockerfile:1", "", "Logs:", "> => RUN x:", "> a", "> b", ""],
      "Print build logs: docker buildx history logs failed",
      "View build in Docker Desktop: docker-desktop://dashboard/build/d/d/failed",
      "",
    ].join("\n"),
  );
});

test("its JSON has what is not empty, in Go's order", () => {
  const report = reportJson(reportOf(ended));
  expect(Object.keys(report)).toEqual(
    "Name Ref Context Dockerfile StartedAt CompletedAt Duration Status NumCompletedSteps NumTotalSteps NumCachedSteps BuildArgs Labels Config".split(
      " ",
    ),
  );
  expect(report).toMatchObject({
    ...{ Status: "canceled", Duration: 65_500_000_000, BuildArgs: [{ Name: "A", Value: "1" }] },
    Config: { NoCache: true, Ulimit: "n=1:2", RestRaw: [{ Name: "odd", Value: "y" }] },
  });
  expect(reportJson(reportOf(running, { state: undefined }))).toMatchObject({
    ...{ Name: "https://x.y/r.git#main", Context: "https://x.y/r.git#main", Status: "running" },
    ...{ Duration: (now - start) * 1e6, Config: {} },
  });
});

test("an exported layout is the same for the same content", () => {
  const top = { mediaType: "m", digest: "sha256:b", size: 1 };
  const [one, other] = [Buffer.from("1"), Buffer.from("2")];
  const first = layoutArchive(
    top,
    new Map([
      ["sha256:b", one],
      ["sha256:a", other],
    ]),
  );
  const second = layoutArchive(
    top,
    new Map([
      ["sha256:a", other],
      ["sha256:b", one],
    ]),
  );
  expect(Buffer.compare(first, second)).toBe(0);
  expect(Buffer.from(first).toString("latin1")).toContain(
    '"manifests":[{"mediaType":"m","digest":"sha256:b","size":1}]',
  );
});
