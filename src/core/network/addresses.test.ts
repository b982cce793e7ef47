import { describe, expect, test } from "bun:test";
import { AddressBook } from "./address-book.ts";
import { choosePiece, defaultPools, uniqueLocalPool } from "./address-ranges.ts";
import { overlap, parseCidr, prefixText } from "./prefix.ts";

const prefix = (text: string) => parseCidr(text)!.prefix;

describe("prefixes", () => {
  test("both families", () => {
    expect(prefixText(prefix("10.1.2.3/16"))).toBe("10.1.0.0/16");
    expect(prefixText(prefix("fd00:1:2:3::5/64"))).toBe("fd00:1:2:3::/64");
    expect(["10.0.0.0", "10.0.0.300/24", "10.0.0.0/33", "fd00::/129", "10.0.0.0/08", "x/8"].map(parseCidr)).toEqual(
      new Array(6).fill(undefined),
    );
    expect(overlap(prefix("10.0.0.0/8"), prefix("10.9.0.0/16"))).toBe(true);
    expect(overlap(prefix("0.0.0.0/0"), prefix("::/0"))).toBe(false);
  });
});

describe("address books", () => {
  test("the lowest free address of a range, whose ends count", () => {
    const book = new AddressBook({ subnet: prefix("10.50.0.0/16"), range: prefix("10.50.5.0/30") });
    expect(book.reserve("10.50.5.1")).toBe(true);
    expect([book.take(), book.take(), book.take(), book.take()]).toEqual([
      "10.50.5.0",
      "10.50.5.2",
      "10.50.5.3",
      undefined,
    ]);
    book.free("10.50.5.2");
    expect(book.reserve("10.50.9.9")).toBe(true);
    expect(book.reserve("10.50.9.9")).toBe(false);
    expect(book.reserve("10.51.0.1")).toBe(false);
    expect(book.take()).toBe("10.50.5.2");
  });

  test("network and broadcast are nobody's", () => {
    const book = new AddressBook({ subnet: prefix("10.0.0.0/30") });
    expect([book.take(), book.take(), book.take()]).toEqual(["10.0.0.1", "10.0.0.2", undefined]);
    expect(new AddressBook({ subnet: prefix("10.0.0.0/31") }).take()).toBe("10.0.0.0");
    expect(new AddressBook({ subnet: prefix("fd00::/64") }).take()).toBe("fd00::1");
  });
});

describe("pools", () => {
  test("the first free piece", () => {
    const used = [prefix("172.16.0.0/14"), prefix("172.20.3.0/24")];
    expect(prefixText(choosePiece(defaultPools, "ipv4", used)!)).toBe("172.21.0.0/16");
    expect(choosePiece(defaultPools, "ipv4", [prefix("0.0.0.0/0")])).toBeUndefined();
  });

  test("an IPv6 range is not looked at piece by piece", () => {
    const pools = [uniqueLocalPool(Uint8Array.from([1, 2, 3, 4, 5]))];
    expect(prefixText(choosePiece(pools, "ipv6", [])!)).toBe("fd01:203:405::/64");
    expect(prefixText(choosePiece(pools, "ipv6", [prefix("fd01:203:405::/50")])!)).toBe("fd01:203:405:4000::/64");
    expect(choosePiece(pools, "ipv6", [prefix("::/0")])).toBeUndefined();
  });
});
