import { addressText, holds, lastOf, numberOf, type Prefix } from "./prefix.ts";

export interface AddressBookOptions {
  readonly subnet: Prefix;
  /** Where addresses that nobody asked for are taken from; the subnet. */
  readonly range?: Prefix | undefined;
}

/**
 * The addresses of one subnet. The lowest free one is given out first, as Docker does; the lowest of the subnet, and the
 * highest of an IPv4 subnet, are nobody's (except in blocks too small to have others).
 */
export class AddressBook {
  readonly subnet: Prefix;
  readonly #range: Prefix;
  readonly #taken = new Set<bigint>();
  #lowestFree: bigint;

  constructor({ subnet, range = subnet }: AddressBookOptions) {
    this.subnet = subnet;
    this.#range = range;
    this.#lowestFree = range.base;
    const small = lastOf(subnet) - subnet.base < 2n;
    if (!small) this.#taken.add(subnet.base);
    if (!small && subnet.family === "ipv4") this.#taken.add(lastOf(subnet));
  }

  /** The lowest free address; undefined when all are taken. */
  take(): string | undefined {
    const last = lastOf(this.#range);
    for (let number = this.#lowestFree; number <= last; number += 1n) {
      if (this.#taken.has(number)) continue;
      this.#taken.add(number);
      this.#lowestFree = number + 1n;
      return addressText(this.subnet.family, number);
    }
    return undefined;
  }

  /** Takes one address of the subnet. False when it is taken already, or not of the subnet. */
  reserve(text: string): boolean {
    const address = numberOf(text);
    if (address === undefined || !holds(this.subnet, address) || this.#taken.has(address.number)) return false;
    this.#taken.add(address.number);
    return true;
  }

  free(text: string): void {
    const address = numberOf(text);
    if (address === undefined || !holds(this.subnet, address) || !this.#taken.delete(address.number)) return;
    if (address.number >= this.#range.base && address.number < this.#lowestFree) this.#lowestFree = address.number;
  }
}
