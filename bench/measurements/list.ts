import { request } from "../../tests/support/http.ts";
import { isThere } from "../support/api.ts";
import { type Contestant, client } from "../support/contestant.ts";
import { type Measurement, median } from "../support/measurement.ts";

const containers = 500;
const asks = 10;

/** How long the engine takes to answer `GET /containers/json?all=1` of 500 containers. */
export const listMeasurement: Measurement = {
  name: "list",
  metrics: [
    {
      id: "list",
      title: `list of ${containers} containers, server time`,
      unit: "ms",
      better: "less",
      must: { figure: 5 },
      aim: { figure: 2 },
    },
  ],
  prepare: (contestant) => contestant.withSocket(createContainers),
  sample: (contestant) => contestant.withSocket(async (socket) => ({ list: await listMs(socket) })),
  tidy: removeContainers,
};

async function createContainers(socket: string): Promise<void> {
  await isThere(socket);
  for (let i = 0; i < containers; i++) {
    const body = { Image: "busybox", Cmd: ["true"], HostConfig: {} };
    const { status, body: text } = await request(socket, "POST", { path: `/containers/create?name=listed-${i}`, body });
    if (status !== 201) throw new Error(`create: ${status} ${text.toString()}`);
  }
}

async function listMs(socket: string): Promise<number> {
  await isThere(socket);
  const times: number[] = [];
  for (let i = 0; i < asks; i++) {
    const begin = performance.now();
    const { body } = await request(socket, "GET", { path: "/containers/json?all=1" });
    times.push(performance.now() - begin);
    const found = (JSON.parse(body.toString()) as unknown[]).length;
    if (found !== containers) throw new Error(`${found} containers listed`);
  }
  return median(times);
}

async function removeContainers(contestant: Contestant): Promise<void> {
  const names = Array.from({ length: containers }, (_, i) => `listed-${i}`);
  for (let i = 0; i < containers; i += 100) await client(contestant, ["rm", ...names.slice(i, i + 100)]);
}
