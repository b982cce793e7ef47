import { request } from "../../tests/support/http.ts";
import { isThere } from "../support/api.ts";
import { type Contestant, client } from "../support/contestant.ts";
import type { Measurement } from "../support/measurement.ts";

const clients = 8;
const containers = 32;

/** Clients that start containers beside each other, each as soon as its last one runs; the containers are made before. */
export const startsMeasurement: Measurement = {
  name: "starts",
  rounds: 6,
  metrics: [
    {
      id: "starts",
      title: `containers started per second by ${clients} clients at once`,
      unit: "/s",
      better: "more",
      must: { ratio: 4 },
    },
  ],
  async sample(contestant) {
    const names = Array.from({ length: containers }, (_, i) => `many-${i}`);
    const starts = await contestant.withSocket((socket) => startAll(socket, names));
    await removeAll(contestant, names);
    return { starts };
  },
};

async function startAll(socket: string, names: readonly string[]): Promise<number> {
  await isThere(socket);
  const body = { Image: "busybox", Cmd: ["sleep", "100000"], HostConfig: {} };
  for (const name of names) await succeed(socket, { path: `/containers/create?name=${name}`, body });
  const waiting = [...names];
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      await succeed(socket, { path: `/containers/${name}/start` });
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: clients }, work));
  return names.length / ((performance.now() - begin) / 1000);
}

async function succeed(socket: string, target: { readonly path: string; readonly body?: object }): Promise<void> {
  const { status, body } = await request(socket, "POST", target);
  if (status >= 300) throw new Error(`${target.path}: ${status} ${body.toString()}`);
}

async function removeAll(contestant: Contestant, names: readonly string[]): Promise<void> {
  await client(contestant, ["rm", "-f", ...(contestant.name === "podman" ? ["-t", "0"] : []), ...names]);
}
