import { expect, test } from "bun:test";
import type { ContainerWhy } from "#api/types.gen.ts";
import { whyText } from "../../format/why-text.ts";
import { runCommand } from "../../io/run-command.ts";
import * as why from "./why.ts";

const now = Date.parse("2026-01-02T03:04:05Z");
const before = (seconds: number): string => new Date(now - seconds * 1000).toISOString();

const ended: ContainerWhy = {
  ...{ Id: "0123456789ab".padEnd(64, "0"), Name: "web", Status: "exited", Reason: "exit", ExitCode: 3 },
  ...{ Error: "", OOMKilled: false, StartedAt: before(70), FinishedAt: before(60) },
  ...{ RestartPolicy: { Name: "no", MaximumRetryCount: 0 }, RestartCount: 0, NoRestart: "no-policy" },
};
const asked = { Act: "stop", Signal: 15, At: before(61), Client: "compose/2" };
const failed = { Start: before(1), End: before(1), ExitCode: 7, Output: "no answer\nmore" };

test("a container that ended by itself", () => {
  expect(whyText(ended, now)).toBe(`Container:  web (0123456789ab)
Status:     exited (3) about a minute ago, after 10 seconds
Why:        its program ended with exit code 3
Restart:    not by itself: it has no restart policy
`);
});

const reasons: [Partial<ContainerWhy>, string][] = [
  [{ ExitCode: 0 }, "its program came to its end"],
  [{ Reason: "oom", MemoryLimit: 16 << 20 }, "it needed more memory than its limit of 16MiB"],
  [{ Reason: "oom" }, "the kernel ended it for want of memory"],
  [{ Reason: "asked", Asked: asked }, "it was stopped by compose/2: SIGTERM"],
  [
    { Reason: "asked", Asked: { ...asked, Overdue: true } },
    "it was stopped by compose/2: SIGTERM, and SIGKILL when its grace was over",
  ],
  [{ Reason: "asked", Asked: { Act: "shutdown", Signal: 2, At: "" } }, "the engine was shut down: SIGINT"],
  [{ Reason: "signal", ExitCode: 139, Signal: 11 }, "SIGSEGV ended it, which was not sent through the engine"],
  [{ Reason: "start-failed", StartFailure: "command-not-found" }, "it did not start: its command is not there"],
  [
    { Reason: "start-failed", StartFailure: "command-not-executable" },
    "it did not start: its command cannot be executed",
  ],
  [
    { Reason: "start-failed", StartFailure: "port-in-use", Port: 80, PortHolder: "other" },
    "it did not start: port 80 of the host is in use by container other",
  ],
  [{ Reason: "lost" }, "it ended while nobody watched it: of a crash of the machine, or of its shim"],
];

for (const [change, text] of reasons)
  test(text, () => expect(whyText({ ...ended, ...change }, now)).toContain(`\nWhy:        ${text}\n`));

const others: [Partial<ContainerWhy>, string][] = [
  [{ Error: "no such file" }, "Error:      no such file"],
  [
    { Health: { Status: "unhealthy", FailingStreak: 2, Log: [failed] } },
    "Health:     2 probes in a row failed before the end, the last with exit code 7: no answer",
  ],
  [
    { Status: "running", Reason: "running", Health: { Status: "healthy", FailingStreak: 0, Log: [] } },
    "Health:     healthy",
  ],
  [
    { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 }, RestartCount: 3, NoRestart: "retries-used-up" },
    "Restart:    not again: policy on-failure:3 allows no more (3 restarts so far)",
  ],
  [
    {
      ...{ Status: "restarting", RestartPolicy: { Name: "always", MaximumRetryCount: 0 }, RestartCount: 1 },
      RestartsAt: before(-5),
    },
    "Restart:    in 5 seconds, by policy always (1 restart so far)",
  ],
  [
    { Previous: { ExitCode: 143, OOMKilled: false, FinishedAt: before(120), Asked: asked } },
    "Before:     the run before ended 2 minutes ago with exit code 143: it was stopped by compose/2: SIGTERM",
  ],
];

for (const [change, text] of others)
  test(text, () => expect(whyText({ ...ended, ...change }, now)).toContain(`\n${text}\n`));

test("why of several, of which one is not there", async () => {
  const answers = [{ json: ended }, { status: 404, json: { message: "No such container: nosuch" } }];
  const result = await runCommand(why, ["web", "nosuch"], { answers });
  expect(result.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    ...["GET /containers/web/why", "GET /containers/nosuch/why"],
  ]);
  expect(result).toMatchObject({ code: 1, err: "Error response from daemon: No such container: nosuch" });
  expect(result.out).toStartWith("Container:  web");
});

test("json, and formats that are none", async () => {
  const result = await runCommand(why, ["-f", "json", "web"], { answers: [{ json: ended }] });
  expect(JSON.parse(result.out)).toEqual(ended);
  expect(await runCommand(why, ["-f", "{{.Id}}", "web"], { answers: [] })).toMatchObject({ code: 1 });
});

test("another engine knows of no why", async () => {
  const answers = [{ status: 404, json: { message: "page not found" } }];
  const result = await runCommand(why, ["web"], { answers });
  expect(result.err).toMatch(/^not supported: why by the engine at /);
});
