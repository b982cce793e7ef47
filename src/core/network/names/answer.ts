import {
  type DnsAnswer,
  type DnsQuestion,
  type DnsReply,
  internetClass,
  recordTypes,
  responseCodes,
} from "#formats/dns/message.ts";
import { encodeName } from "#formats/dns/name.ts";
import { reverseAddress } from "#formats/dns/reverse.ts";
import { parseAddress } from "#formats/netlink/ip-address.ts";
import type { FoundAddresses, NameTable } from "./name-table.ts";

/** One network as a container sees it. */
export interface NetworkNames {
  readonly network: string;
  readonly names: NameTable;
  /** Names that only this container knows, as `--link` gives them: name → the other's name. */
  readonly links: ReadonlyMap<string, string>;
}

/** Docker's. */
const ttlSeconds = 600;

/**
 * The answer from what the container's networks know; undefined: they do not know the name, and it may be asked outside.
 * A known name has an answer for every type, if an empty one. Several addresses come in an order drawn anew.
 */
export function localAnswer(question: DnsQuestion, networks: readonly NetworkNames[]): DnsReply | undefined {
  if (question.class !== internetClass) return undefined;
  if (question.type === recordTypes.ptr) return reverseAnswer(question.name, networks);
  const found = addressesOf(question.name, networks);
  if (found === undefined) return undefined;
  const wanted = question.type === recordTypes.a ? found.ipv4 : question.type === recordTypes.aaaa ? found.ipv6 : [];
  const answers = shuffled(wanted).flatMap((address): DnsAnswer[] => {
    const data = parseAddress(address);
    return data === undefined ? [] : [{ type: question.type, data }];
  });
  return { code: responseCodes.noError, answers, ttlSeconds, authoritative: false };
}

/** A name stands for itself, or for a container of the network that is its last part. The first network that knows it counts. */
function addressesOf(name: string, networks: readonly NetworkNames[]): FoundAddresses | undefined {
  for (const { network, names, links } of networks) {
    const suffix = `.${network.toLowerCase()}`;
    const lower = name.toLowerCase();
    const inner = lower.endsWith(suffix) ? lower.slice(0, -suffix.length) : undefined;
    const found = names.find(links.get(lower) ?? lower) ?? (inner === undefined ? undefined : names.find(inner));
    if (found !== undefined) return found;
  }
  return undefined;
}

function reverseAnswer(question: string, networks: readonly NetworkNames[]): DnsReply | undefined {
  const address = reverseAddress(question);
  if (address === undefined) return undefined;
  for (const { network, names } of networks) {
    const name = names.nameOf(address);
    const data = name === undefined ? undefined : encodeName(`${name}.${network}`);
    if (data === undefined) continue;
    return { code: responseCodes.noError, answers: [{ type: recordTypes.ptr, data }], ttlSeconds };
  }
  return undefined;
}

function shuffled<T>(values: readonly T[]): T[] {
  const out = [...values];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
