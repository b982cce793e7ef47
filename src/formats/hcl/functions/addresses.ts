import { stringType } from "../value/type.ts";
import { listValue, stringValue, textOf, type Value } from "../value/value.ts";
import { integer, number, ofTexts, text } from "./arguments.ts";
import { FunctionError, type HclFunction } from "./function.ts";
import { addressText, type Network, networkText, parseNetwork } from "./network.ts";

function networkOf(given: string, argument?: number): Network {
  const network = parseNetwork(given);
  if (network === undefined)
    throw new FunctionError(`invalid CIDR expression: invalid CIDR address: ${given}`, argument);
  return network;
}

const mostBits = 32;

function host([prefix, hostValue]: readonly Value[]): Value {
  const given = integer(hostValue!);
  const { bits, length, address } = networkOf(textOf(prefix!));
  const most = (1n << BigInt(Math.min(bits - length, 64))) - 1n;
  const size = given < 0 ? BigInt(-given) - 1n : BigInt(given);
  const chosen = given < 0 ? most - size : size;
  if (size > most) throw new FunctionError(`prefix of ${length} does not accommodate a host numbered ${chosen}`);
  return stringValue(addressText(address | chosen, bits));
}

function subnet([prefix, bitsValue, numberGiven]: readonly Value[]): Value {
  const added = integer(bitsValue!);
  const chosen = integer(numberGiven!);
  const { bits, length, address } = networkOf(textOf(prefix!));
  if (added > mostBits) throw new FunctionError("may not extend prefix by more than 32 bits");
  if (length + added > bits)
    throw new FunctionError(`insufficient address space to extend prefix of ${length} by ${added}`);
  if (added < 0 || chosen < 0 || BigInt(chosen) > (1n << BigInt(added)) - 1n)
    throw new FunctionError(`prefix extension of ${added} does not accommodate a subnet numbered ${chosen}`);
  const shifted = BigInt(chosen) << BigInt(bits - length - added);
  return stringValue(networkText({ bits, length: length + added, address: address | shifted }));
}

/** Subnets one after the other, each of its own size. */
function subnets([prefix, ...sizes]: readonly Value[]): Value {
  const network = networkOf(textOf(prefix!), 0);
  const { bits, length, address } = network;
  const end = address + (1n << BigInt(bits - length));
  let next = address;
  let previous = network;
  const found = sizes.map((value, at) => {
    const added = integer(value, (message) => new FunctionError(message, at + 1));
    if (added < 1) throw new FunctionError("must extend prefix by at least one bit", at + 1);
    if (added > mostBits) throw new FunctionError("may not extend prefix by more than 32 bits", at + 1);
    if (length + added > bits)
      throw new FunctionError(
        `would extend prefix to ${length + added} bits, which is too long for an IPv${bits === 32 ? 4 : 6} address`,
        at + 1,
      );
    const size = 1n << BigInt(bits - length - added);
    const start = ((next + size - 1n) / size) * size;
    if (start + size > end)
      throw new FunctionError(
        `not enough remaining address space for a subnet with a prefix of ${length + added} bits after ${networkText(previous)}`,
        at + 1,
      );
    next = start + size;
    previous = { bits, length: length + added, address: start };
    return stringValue(networkText(previous));
  });
  return listValue(found, stringType);
}

export const addressFunctions: Readonly<Record<string, HclFunction>> = {
  cidrhost: { parameters: [text("prefix"), number("hostnum")], run: host },
  cidrnetmask: ofTexts(["prefix"], (prefix) => {
    const { bits, length } = networkOf(prefix!);
    const mask = ((1n << BigInt(length)) - 1n) << BigInt(bits - length);
    return stringValue(addressText(mask, bits));
  }),
  cidrsubnet: { parameters: [text("prefix"), number("newbits"), number("netnum")], run: subnet },
  cidrsubnets: { parameters: [text("prefix")], rest: number("newbits"), run: subnets },
};
