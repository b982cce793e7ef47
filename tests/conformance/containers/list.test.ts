import { beforeAll, expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

interface Listed {
  readonly Id: string;
  readonly Names: string[];
  readonly State: string;
  readonly Status: string;
  readonly Command: string;
}

beforeAll(async () => {
  const running = await engine();
  for (const name of ["up", "down"]) {
    const body = { Image: "busybox", Cmd: ["sleep", "1000"], Labels: { which: name } };
    await running.json("POST", `/containers/create?name=${name}`, body);
    await running.json("POST", `/containers/${name}/start`);
  }
  await running.json("POST", "/containers/down/stop?t=0");
}, 60_000);

async function names(query: string): Promise<string[]> {
  const listed = await (await engine()).json<Listed[]>("GET", `/containers/json${query}`);
  return listed.map((container) => container.Names[0]!);
}

function filter(filters: object): string {
  return `filters=${encodeURIComponent(JSON.stringify(filters))}`;
}

test("running ones are listed, all with all=1, the newest first", async () => {
  expect(await names("")).toEqual(["/up"]);
  expect(await names("?all=1")).toEqual(["/down", "/up"]);
  expect(await names("?limit=1")).toEqual(["/down"]);
});

test("filters", async () => {
  expect(await names(`?all=1&${filter({ status: ["exited"] })}`)).toEqual(["/down"]);
  expect(await names(`?all=1&${filter({ label: ["which=up"] })}`)).toEqual(["/up"]);
  expect(await names(`?all=1&${filter({ exited: ["137"] })}`)).toEqual(["/down"]);
  expect(await names(`?all=1&${filter({ name: ["^do"] })}`)).toEqual(["/down"]);
  expect(await names(`?all=1&${filter({ since: ["up"] })}`)).toEqual(["/down"]);
  expect(await names(`?all=1&${filter({ ancestor: ["busybox"] })}`)).toEqual(["/down", "/up"]);
});

test("an unknown filter is refused", async () => {
  const { status, body } = await (await engine()).request("GET", `/containers/json?${filter({ nonsense: ["x"] })}`);
  expect([status, JSON.parse(body.toString())]).toEqual([400, { message: "invalid filter 'nonsense'" }]);
});

test("the table of `ps`", async () => {
  const { stdout } = await (await engine()).docker([
    "ps",
    "-a",
    "--format",
    "table {{.Names}}\t{{.Command}}\t{{.Status}}",
  ]);
  const lines = stdout.trim().split("\n");
  expect(lines[0]).toMatch(/^NAMES +COMMAND +STATUS$/);
  expect(lines[1]).toMatch(/^down +"sleep 1000" +Exited \(137\) .* ago$/);
  expect(lines[2]).toMatch(/^up +"sleep 1000" +Up .*$/);
});
