import { expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine({ config: { features: { "containerd-snapshotter": true } } });

async function get<T>(version: string, path: string): Promise<T> {
  return await (await engine()).json("GET", `/v${version}${path}`);
}

test("operations are there in all versions, whenever they came", async () => {
  const asked = encodeURIComponent(JSON.stringify({ label: ["nothing"] }));
  for (const what of ["containers", "images", "networks", "volumes"])
    expect((await (await engine()).request("POST", `/v1.24/${what}/prune?filters=${asked}`)).status).toBe(200);
});

test("lists of networks show who is in them before 1.28", async () => {
  const { Id } = await (await engine()).json<{ Id: string }>("POST", "/containers/create?name=member", {
    Image: "busybox",
    Cmd: ["sleep", "1000"],
  });
  await (await engine()).json("POST", `/containers/${Id}/start`);
  const members = async (version: string) => {
    const networks = await get<Array<{ Name: string; Containers: Record<string, unknown> }>>(version, "/networks");
    return Object.keys(networks.find(({ Name }) => Name === "bridge")?.Containers ?? {});
  };
  expect(await members("1.27")).toContain(Id);
  expect(await members("1.28")).toEqual([]);
});

test("lists of images tell how many containers use them from 1.51 on, disk usage always", async () => {
  const counts = async (version: string) => (await get<Array<{ Containers: number }>>(version, "/images/json"))[0];
  expect((await counts("1.50"))?.Containers).toBe(-1);
  expect((await counts("1.51"))?.Containers).toBe(1);
  const { Images } = await get<{ Images: Array<{ Containers: number; Descriptor?: object }> }>("1.40", "/system/df");
  expect(Images[0]).toMatchObject({ Containers: 1, Descriptor: { size: expect.any(Number) } });
});

test("info names security options without more before 1.25, and kernel memory before 1.42", async () => {
  expect((await get<{ SecurityOptions: string[] }>("1.24", "/info")).SecurityOptions[0]).toBe("seccomp");
  expect((await get<{ SecurityOptions: string[] }>("1.25", "/info")).SecurityOptions[0]).toStartWith("name=seccomp,");
  const { KernelMemory, KernelMemoryTCP } = await get<{ KernelMemory?: boolean; KernelMemoryTCP?: boolean }>(
    "1.41",
    "/info",
  );
  expect(KernelMemory).toBe(KernelMemoryTCP!);
  expect(await get<object>("1.42", "/info")).not.toHaveProperty("KernelMemory");
});

test("a generated hardware address is none of the config", async () => {
  const { Config } = await get<{ Config: object }>("1.43", "/containers/member/json");
  expect(Config).not.toHaveProperty("MacAddress");
});
