import type { Claim } from "../claims.ts";
import type { Look } from "../look.ts";
import type { Client } from "./client.ts";
import { compared, type Subject } from "./containers.ts";

/** Two containers of a bridge whose containers may not talk to each other, unless they are linked. */
export interface Pair {
  readonly from: Subject;
  readonly to: Subject;
}

const key = ({ from, to }: Pair): string => `way to ${to.name} in ${from.name}`;

/** That `from` reaches the server of `to`, which serves the client's word, or does not. */
export function claimWay(client: Client, pair: Pair, open: boolean): void {
  const wrong: Claim["wrong"] = async (look) =>
    compared(`what ${pair.from.name} hears of ${pair.to.name}`, await heard(look, pair), open ? client.word : "");
  client.claim(key(pair), { promise: "names are answered and published ports lead in", wrong });
}

/** Asked from the namespace of `from`, so that nothing is changed by the look. */
async function heard(look: Look, { from, to }: Pair): Promise<string> {
  const [source, target] = [await look.container(from.id), await look.container(to.id)];
  const address = target?.NetworkSettings?.Networks?.["bridge"]?.IPAddress;
  const enter = ["nsenter", "--net", "--target", String(source?.State?.Pid)];
  const ask = ["busybox", "timeout", "1", "busybox", "wget", "-q", "-O", "-", `http://${address}/word`];
  return (await look.engine.namespace.run([...enter, ...ask])).stdout;
}

export async function restartBoth(client: Client, pair: Pair, restart: (one: Subject) => Promise<void>): Promise<void> {
  for (const one of [pair.to, pair.from]) {
    client.ledger.takeBack([key(pair)]);
    await restart(one);
    claimWay(client, pair, true);
  }
}

/** `rm --link`. */
export async function unlink(client: Client, pair: Pair, alias: string): Promise<void> {
  await client.ask("DELETE", { path: `/containers/${pair.from.name}/${alias}?link=1`, changes: [key(pair)] });
  claimWay(client, pair, false);
}
