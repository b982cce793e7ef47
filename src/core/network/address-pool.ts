import { addressToNumber, contains, numberToAddress, type Subnet, sizeOf } from "./subnet.ts";

/**
 * The addresses of one subnet: the lowest free one is given out first, as Docker does. Network, broadcast and gateway
 * addresses are never given out.
 */
export class AddressPool {
  readonly #subnet: Subnet;
  readonly #taken = new Set<number>();
  #lowestFree: number;

  constructor(subnet: Subnet, options: { readonly gateway: string }) {
    this.#subnet = subnet;
    this.#lowestFree = subnet.base;
    this.#taken.add(subnet.base);
    this.#taken.add(subnet.base + sizeOf(subnet) - 1);
    this.reserve(options.gateway);
  }

  /** Undefined when all are taken. */
  take(): string | undefined {
    const end = this.#subnet.base + sizeOf(this.#subnet);
    for (let address = this.#lowestFree; address < end; address += 1) {
      if (this.#taken.has(address)) continue;
      this.#taken.add(address);
      this.#lowestFree = address + 1;
      return numberToAddress(address);
    }
    return undefined;
  }

  /** Takes one address. False when it is taken already, or not of this subnet. */
  reserve(address: string): boolean {
    const number = addressToNumber(address);
    if (number === undefined || !contains(this.#subnet, number) || this.#taken.has(number)) return false;
    this.#taken.add(number);
    return true;
  }

  free(address: string): void {
    const number = addressToNumber(address);
    if (number === undefined || !this.#taken.delete(number)) return;
    this.#lowestFree = Math.min(this.#lowestFree, number);
  }
}
