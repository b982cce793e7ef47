import { expect, test } from "bun:test";
import { runCommand } from "../io/run-command.ts";
import * as create from "./volume/create.ts";
import * as inspect from "./volume/inspect.ts";
import * as ls from "./volume/ls.ts";
import * as prune from "./volume/prune.ts";
import * as rm from "./volume/rm.ts";

const volume = (Name: string) => ({
  Name,
  Driver: "local",
  Labels: { a: "b" },
  Mountpoint: `/v/${Name}/_data`,
  Options: null,
  Scope: "local",
});

test("volume create sends what flags say, and prints the name", async () => {
  const argv = ["-d", "local", "--label", "a=b", "-o", "type=tmpfs", "-o", "device=tmpfs", "v1"];
  const result = await runCommand(create, argv, { answers: [{ status: 201, json: volume("v1") }] });
  expect(result).toMatchObject({ code: 0, out: "v1\n" });
  expect(result.requests[0]).toMatchObject({ method: "POST", path: "/volumes/create" });
  const both = await runCommand(create, ["--name", "x", "y"], { answers: [] });
  expect(both.err).toBe(
    "conflicting options: cannot specify a volume-name through both --name and as a positional arg",
  );
});

test("volume ls prints names in natural order", async () => {
  const answers = [{ json: { Volumes: [volume("v10"), volume("v9")], Warnings: null } }];
  const print = async (...argv: string[]) => (await runCommand(ls, argv, { answers })).out;
  expect(await print()).toBe("DRIVER    VOLUME NAME\nlocal     v9\nlocal     v10\n");
  expect(await print("-q")).toBe("v9\nv10\n");
  expect(await print("--format", '{{.Name}} {{.Links}} {{.Size}} {{.Label "a"}}')).toBe(
    "v9 N/A N/A b\nv10 N/A N/A b\n",
  );
  expect((await print("--format", "json")).split("\n")[0]).toBe(
    '{"Availability":"N/A","Driver":"local","Group":"N/A","Labels":"a=b","Links":"N/A","Mountpoint":"/v/v9/_data","Name":"v9","Scope":"local","Size":"N/A","Status":"N/A"}',
  );
});

test("volume rm and inspect fail with the engine's words", async () => {
  const absent = { status: 404, json: { message: "get zz: no such volume" } };
  const removed = await runCommand(rm, ["v1", "zz"], { answers: [{ status: 204 }, absent] });
  expect(removed).toMatchObject({ code: 1, out: "v1\n", err: "Error response from daemon: get zz: no such volume" });
  const shown = await runCommand(inspect, ["zz"], { answers: [absent] });
  expect(shown).toMatchObject({ code: 1, out: "[]\n", err: "Error response from daemon: get zz: no such volume" });
});

test("volume prune asks first", async () => {
  const question =
    "WARNING! This will remove anonymous local volumes not used by at least one container.\nAre you sure you want to continue? [y/N] ";
  expect(await runCommand(prune, [], { answers: [] })).toMatchObject({ code: 0, out: question });
  const answers = [{ json: { VolumesDeleted: ["a", "b"], SpaceReclaimed: 2048 } }];
  const agreed = await runCommand(prune, [], { answers, io: { input: "y\n" } });
  expect(agreed.out).toBe(`${question}Deleted Volumes:\na\nb\n\nTotal reclaimed space: 2.048kB\n`);
  const all = await runCommand(prune, ["-af"], { answers: [{ json: { VolumesDeleted: [], SpaceReclaimed: 0 } }] });
  expect(all.out).toBe("Total reclaimed space: 0B\n");
  expect(decodeURIComponent(all.requests[0]?.path ?? "")).toBe('/volumes/prune?filters={"all":{"true":true}}');
  const both = await runCommand(prune, ["-a", "--filter", "all=1"], { answers: [] });
  expect(both).toMatchObject({ code: 1, err: "conflicting options: cannot specify both --all and --filter all=1" });
});
