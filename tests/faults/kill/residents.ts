import type { NetworkInspect, Volume } from "#api/types.gen.ts";
import { busyboxLayer, imageArchive, tarOf } from "../../../tools/docker-archive.ts";
import type { Engine } from "../../support/engine.ts";
import { Client } from "./acts/client.ts";
import { create, start } from "./acts/containers.ts";
import { claimMembership, claimPublished, claimResolved, createNetwork } from "./acts/networks.ts";
import { claimFile, createVolume } from "./acts/volumes.ts";
import type { Claim } from "./claims.ts";
import { Ledger } from "./claims.ts";
import { Probe } from "./probe.ts";
import { serving } from "./stories/containers.ts";

/** The network in which residents live. Few have room in it: addresses that were lost would soon be missed. */
export const home = "home";
const homeSubnet = "10.66.0.0/28";

const printLines = "trap 'exit 0' TERM; i=0; while :; do i=$((i+1)); echo line $i; usleep 100000; done";
const names = ["printer", "server", "prober", "keeper"];

/** Containers, a network and a volume that are there over all crashes of an engine, and are looked at after each. */
export class Residents {
  readonly ledger: Ledger;
  readonly probe: Probe;
  readonly #engine: Engine;

  private constructor(engine: Engine, ledger: Ledger, probe: Probe) {
    this.#engine = engine;
    this.ledger = ledger;
    this.probe = probe;
  }

  static async settle(engine: Engine): Promise<Residents> {
    await engine.loadBusybox();
    await engine.load(seededImage());
    const ledger = new Ledger();
    const client = new Client(engine, ledger, "resident");
    await createNetwork(client, home, { IPAM: { Config: [{ Subnet: homeSubnet }] } });
    await createVolume(client, "kept");
    await start(client, await create(client, "printer", { Image: "busybox", Cmd: ["sh", "-c", printLines] }));
    const server = await create(client, "server", serving(client.word, { NetworkMode: home }));
    const shell = { Image: "busybox", Cmd: ["sh"], OpenStdin: true, HostConfig: { NetworkMode: home } };
    const prober = await create(client, "prober", shell);
    const keeper = await create(client, "keeper", keeping());
    for (const subject of [server, prober, keeper]) {
      await start(client, subject);
      await claimMembership(client, subject === keeper ? "bridge" : home, subject);
    }
    await claimResolved(client, home, server);
    await claimPublished(client, server);
    claimFile(client, "kept", { file: "word", text: client.word });
    claimAddresses(client);
    return new Residents(engine, ledger, await Probe.open(engine, "prober"));
  }

  /** Every line that the printer printed is in its log once, in order; what is wrong otherwise. */
  async problemOfLog(): Promise<string | undefined> {
    await this.#engine.json("POST", "/containers/printer/stop");
    const { body } = await this.#engine.request("GET", "/containers/printer/logs?stdout=1");
    const numbers = [...body.toString("latin1").matchAll(/line (\d+)\n/g)].map((match) => Number(match[1]));
    const wrong = numbers.findIndex((number, i) => number !== i + 1);
    if (wrong < 0 && numbers.length > 0) return undefined;
    return `line ${wrong + 1} of ${numbers.length} is "line ${numbers[wrong]}"`;
  }
}

export function isResident(kind: "container" | "network" | "volume" | "image", name: string): boolean {
  if (kind === "container") return names.includes(name.replace(/^\//, ""));
  if (kind === "network") return [home, "bridge", "host", "none"].includes(name);
  if (kind === "volume") return name === "kept";
  return ["busybox:latest", "seeded:latest"].includes(name);
}

/** Restarted by its policy, with a volume and a health check. */
function keeping(): object {
  const script = "echo -n resident >/kept/word; exec sleep 100000";
  return {
    Image: "busybox",
    Cmd: ["sh", "-c", script],
    Healthcheck: { Test: ["CMD", "test", "-s", "/kept/word"], Interval: 5_000_000_000 },
    HostConfig: { Binds: ["kept:/kept"], RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 } },
  };
}

/** A folder that volumes are filled from. */
function seededImage(): Buffer {
  const seed = { seed: { folder: true }, "seed/word": { file: "seeded" } } as const;
  const inner = { "seed/inner": { folder: true }, "seed/inner/deep": { file: "inner" } } as const;
  const layers = [busyboxLayer(), tarOf({ ...seed, ...inner })];
  return imageArchive({ tags: ["seeded:latest"], layers, config: { Cmd: ["sh"], Env: ["PATH=/bin"] } });
}

/** That no two containers have the same address, whatever else there is. */
function claimAddresses(client: Client): void {
  const wrong: Claim["wrong"] = async (look) => {
    for (const network of [home, "bridge"]) {
      const { Containers } = (await look.json<NetworkInspect>(`/networks/${network}`))!;
      const addresses = Object.values(Containers ?? {}).map(({ IPv4Address }) => IPv4Address);
      if (new Set(addresses).size !== addresses.length) return `${network} has ${addresses.join(" ")}`;
    }
  };
  client.claim("addresses of all", { promise: "networks are as acknowledged", wrong });
}

/** What is listed, but for the residents. */
export interface Others {
  readonly containers: ReadonlyArray<{ readonly Id: string; readonly name: string }>;
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  readonly tags: readonly string[];
}

export async function othersOf(engine: Engine): Promise<Others> {
  const containers = await engine.json<Array<{ Id: string; Names: string[] }>>("GET", "/containers/json?all=1");
  const networks = await engine.json<Array<{ Name: string; ConfigOnly: boolean }>>("GET", "/networks");
  // Those that are made from a configuration go before it.
  networks.sort((a, b) => Number(a.ConfigOnly) - Number(b.ConfigOnly));
  const { Volumes } = await engine.json<{ Volumes: Volume[] | null }>("GET", "/volumes");
  const images = await engine.json<Array<{ Id: string; RepoTags: string[] | null }>>("GET", "/images/json");
  const tags = images.flatMap(({ Id, RepoTags }) => ((RepoTags ?? []).length === 0 ? [Id] : RepoTags!));
  const named = containers.map(({ Id, Names }) => ({ Id, name: Names[0]! }));
  return {
    containers: named.filter(({ name }) => !isResident("container", name)),
    networks: networks.map(({ Name }) => Name).filter((name) => !isResident("network", name)),
    volumes: (Volumes ?? []).map(({ Name }) => Name).filter((name) => !isResident("volume", name)),
    tags: tags.filter((tag) => !isResident("image", tag)),
  };
}
