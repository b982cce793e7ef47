import type { NetworkInspect } from "#api/types.gen.ts";
import type { Claim } from "../claims.ts";
import type { Client } from "./client.ts";
import { compared, ofContainer, type Subject } from "./containers.ts";

const acknowledged = "networks are as acknowledged";
const reached = "names are answered and published ports lead in";

interface Membership {
  readonly IPAddress: string;
  readonly MacAddress: string;
}

/** Made with what the body says, and its subnet stays. */
export async function createNetwork(client: Client, name: string, body: object = {}): Promise<void> {
  const Labels = { story: client.word };
  await client.ask("POST", { path: "/networks/create", body: { Name: name, Labels, ...body } });
  const { Id, IPAM } = await client.ask<NetworkInspect>("GET", { path: `/networks/${name}` });
  const wrong: Claim["wrong"] = async (look) => {
    const network = await look.json<NetworkInspect>(`/networks/${name}`);
    return compared("network", [network?.Id, network?.IPAM], [Id, IPAM]);
  };
  client.claim(`network ${name}`, { promise: acknowledged, wrong });
}

/** That it is gone. */
export function claimNoNetwork(client: Client, name: string): void {
  const wrong: Claim["wrong"] = async (look) =>
    compared("status of a removed network", (await look.at(`/networks/${name}`)).status, 404);
  client.claim(`network ${name}`, { promise: acknowledged, wrong });
}

export async function removeNetwork(client: Client, name: string): Promise<void> {
  await client.ask("DELETE", { path: `/networks/${name}`, changes: [`network ${name}`] });
  claimNoNetwork(client, name);
}

/** Those of this story that nobody uses; `names` are what that is. */
export async function pruneNetworks(client: Client, names: readonly string[]): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`story=${client.word}`] }));
  await client.ask("POST", {
    path: `/networks/prune?filters=${filters}`,
    changes: names.map((name) => `network ${name}`),
  });
  for (const name of names) claimNoNetwork(client, name);
}

export async function connect(client: Client, network: string, subject: Subject): Promise<void> {
  const body = { Container: subject.name, EndpointConfig: { Aliases: [`${subject.name}-too`] } };
  await client.ask("POST", { path: `/networks/${network}/connect`, body });
  await claimMembership(client, network, subject);
}

export async function disconnect(client: Client, network: string, subject: Subject): Promise<void> {
  const key = membership(network, subject);
  const changes = [key, nameOf(subject)];
  await client.ask("POST", { path: `/networks/${network}/disconnect`, body: { Container: subject.name }, changes });
  const check = (now: Parameters<Parameters<typeof ofContainer>[2]>[0]) =>
    compared("a left network", now.NetworkSettings?.Networks?.[network], undefined);
  client.claim(key, ofContainer(subject.id, acknowledged, check));
}

/** That it is in the network with the address that it has now. */
export async function claimMembership(client: Client, network: string, subject: Subject): Promise<void> {
  const before = await addressIn(client, network, subject);
  const check = (now: Parameters<Parameters<typeof ofContainer>[2]>[0]) => {
    const { IPAddress, MacAddress } = now.NetworkSettings?.Networks?.[network] ?? {};
    return compared(`address in ${network}`, { IPAddress, MacAddress }, before);
  };
  client.claim(membership(network, subject), ofContainer(subject.id, acknowledged, check));
}

async function addressIn(client: Client, network: string, { id }: Subject): Promise<Membership> {
  const path = `/containers/${id}/json`;
  const { NetworkSettings } = await client.ask<{ NetworkSettings: { Networks: Record<string, Membership> } }>("GET", {
    path,
  });
  const { IPAddress, MacAddress } = NetworkSettings.Networks[network]!;
  return { IPAddress, MacAddress };
}

const membership = (network: string, { name }: Subject): string => `place in ${network} in ${name}`;
const nameOf = ({ name }: Subject): string => `name server about it in ${name}`;
const portOf = ({ name }: Subject): string => `published port in ${name}`;

/** That the name server of the residents' network knows it, under the name. */
export async function claimResolved(client: Client, network: string, subject: Subject): Promise<void> {
  const { IPAddress } = await addressIn(client, network, subject);
  const wrong: Claim["wrong"] = async ({ probe }) =>
    compared(`address of ${subject.name}`, await probe.addressesOf(subject.name), [IPAddress]);
  client.claim(nameOf(subject), { promise: reached, wrong });
}

/** That its published port leads to it; it serves its word. */
export async function claimPublished(client: Client, subject: Subject): Promise<void> {
  const { NetworkSettings } = await client.ask<{
    NetworkSettings: { Ports: Record<string, ReadonlyArray<{ HostPort: string }>> };
  }>("GET", { path: `/containers/${subject.id}/json` });
  const port = Number(NetworkSettings.Ports["80/tcp"]![0]!.HostPort);
  const wrong: Claim["wrong"] = async ({ probe }) =>
    compared(`answer at port ${port}`, await probe.fromHostPort(port), client.word);
  client.claim(portOf(subject), { promise: reached, wrong });
}

/** The port of `giver` leads to one or the other all the time: both serve the same word. */
export async function takeOver(client: Client, taker: Subject, giver: Subject): Promise<void> {
  await client.ask("POST", { path: `/containers/${taker.name}/takeover?from=${giver.name}` });
  await claimPublished(client, taker);
  client.ledger.takeBack([portOf(giver)]);
}
