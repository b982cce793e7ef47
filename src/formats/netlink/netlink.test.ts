import { describe, expect, test } from "bun:test";
import { decodeAddress, encodeAddress, families } from "./address.ts";
import { formatAddress, parseAddress } from "./ip-address.ts";
import { decodeLink, encodeLink, encodeVethPeer } from "./link.ts";
import { decodeAcknowledgement, decodeMessages, encodeMessage } from "./message.ts";
import { decodeRoute, encodeRoute } from "./route.ts";

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));
}

function hex(payload: Uint8Array): string {
  return Buffer.from(payload).toString("hex");
}

function join(...parts: string[]): string {
  return parts.join("");
}

describe("addresses", () => {
  test.each([
    ["172.17.0.2", "ac110002"],
    ["::", "00000000000000000000000000000000"],
    ["::1", "00000000000000000000000000000001"],
    ["fe80::1:0:0:2", "fe800000000000000001000000000002"],
    ["2001:db8::", "20010db8000000000000000000000000"],
    ["1:2:3:4:5:6:7:8", "00010002000300040005000600070008"],
  ])("%s", (text, wire) => {
    const parsed = parseAddress(text);
    expect(parsed === undefined ? "" : formatAddress(parsed)).toBe(text);
    expect(hex(parsed ?? new Uint8Array())).toBe(wire);
  });

  test("a dotted tail is read", () => {
    expect(hex(parseAddress("::ffff:10.0.0.1") ?? new Uint8Array())).toBe("00000000000000000000ffff0a000001");
  });

  test.each([
    "",
    "1.2.3",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.4.5",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "g::",
    "12345::",
    "1.2.3.4::",
  ])("%p is none", (text) => expect(parseAddress(text)).toBeUndefined());
});

describe("requests have the layout of the kernel's structures", () => {
  test("an IPv4 address", () => {
    const payload = encodeAddress({
      family: families.ipv4,
      prefixLength: 16,
      scope: 0,
      linkIndex: 2,
      attributes: { address: "10.9.0.2", local: "10.9.0.2", broadcast: "10.9.255.255" },
    });
    expect(hex(payload)).toBe(join("0210000002000000", "080001000a090002", "080002000a090002", "080004000a09ffff"));
  });

  test("a default route", () => {
    const attributes = { outLink: 2, gateway: "10.9.0.1" };
    const payload = encodeRoute({ family: 2, destinationLength: 0, table: 254, scope: 0, attributes });
    expect(hex(payload)).toBe(join("02000000fe03000100000000", "0800040002000000", "080005000a090001"));
  });

  test("a veth pair with its other end in a namespace", () => {
    const peer = { index: 0, flags: 0, changeMask: 0, attributes: { name: "eth0", netnsFd: 9 } };
    const data = encodeVethPeer(peer);
    expect(hex(data)).toBe(join("28000100", "00".repeat(16), "09000300", "6574683000000000", "08001c0009000000"));
    const attributes = { name: "v0", linkInfo: { kind: "veth", data } };
    const link = encodeLink({ index: 0, flags: 1, changeMask: 1, attributes });
    const info = join("3c001280", "0900010076657468", "00000000", "2c000200", hex(data));
    expect(hex(link)).toBe(join("0000000000000000", "0100000001000000", "0700030076300000", info));
    expect(decodeLink(link).attributes).toMatchObject(attributes);
  });
});

describe("answers recorded from Linux 6.18", () => {
  test("a bridge (the head of its attributes)", () => {
    const recorded = join(
      "00000100020000004310000000000000",
      "08000300627230000800",
      "0d00e803000005001000000000000500110000000000",
      "050043000100000008000400dc050000",
    );
    expect(decodeLink(bytes(recorded))).toMatchObject({
      index: 2,
      flags: 0x1043,
      attributes: { name: "br0", mtu: 1500 },
    });
  });

  test("addresses", () => {
    const ipv4 = join(
      "0210800002000000",
      "080001000a090001",
      "080002000a090001",
      "0800030062723000",
      "0800080080000000",
    );
    expect(decodeAddress(bytes(ipv4))).toMatchObject({
      prefixLength: 16,
      linkIndex: 2,
      attributes: { local: "10.9.0.1", label: "br0" },
    });
    const ipv6 = join("0a40c0fd02000000", "14000100fe80000000000000c86b61fffe2f7d47", "08000800c0000000");
    expect(decodeAddress(bytes(ipv6)).attributes.address).toBe("fe80::c86b:61ff:fe2f:7d47");
  });

  test("the route of a subnet", () => {
    const recorded = join(
      "02100000fe02fd0100000000",
      "08000f00fe000000",
      "080001000a090000",
      "080007000a090001",
      "0800040002000000",
    );
    expect(decodeRoute(bytes(recorded))).toMatchObject({
      table: 254,
      kind: 1,
      destinationLength: 16,
      attributes: { destination: "10.9.0.0", outLink: 2, preferredSource: "10.9.0.1" },
    });
  });
});

describe("damaged input", () => {
  test("attribute lengths are checked", () => {
    const header = "00".repeat(16);
    for (const bad of ["0300030061", "2000030061626300", "0400010000"])
      expect(() => decodeLink(bytes(header + bad)).attributes.name).not.toThrow(TypeError);
    expect(() => decodeLink(bytes(`${header}20000300`))).toThrow(RangeError);
    expect(() => decodeLink(bytes(`${header}02000300`))).toThrow(RangeError);
    expect(() => decodeLink(bytes(`${header}06000400aabb0000`))).toThrow("netlink payload of 2 bytes, 4 expected");
    expect(() => decodeLink(bytes("0000"))).toThrow(RangeError);
  });

  test("message lengths are checked", () => {
    const message = encodeMessage({ type: 2, flags: 0, sequence: 7, payload: bytes("00000000") });
    expect(decodeMessages(message)).toMatchObject([{ type: 2, sequence: 7 }]);
    expect(() => decodeMessages(message.subarray(0, 18))).toThrow(RangeError);
    expect(() => decodeMessages(bytes("0000000000000000000000000000000000"))).toThrow(RangeError);
  });

  test("no input makes the decoder do anything but return or throw a RangeError", () => {
    let seed = 1;
    const random = (): number => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return seed >> 8;
    };
    for (let round = 0; round < 2000; round += 1) {
      const payload = Uint8Array.from({ length: random() % 64 }, () => random() % 24);
      for (const decode of [decodeLink, decodeAddress, decodeRoute, decodeMessages]) {
        try {
          decode(payload);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }
    }
  });
});

test("an acknowledgement carries the kernel's words", () => {
  const words = Buffer.from("Device does not exist\0").toString("hex");
  const request = join("20000000", "1000", "0500", "01000000", "00000000");
  const payload = bytes(`edffffff${request}1a000100${words}0000`);
  const message = { type: 2, flags: 0x200 | 0x100, sequence: 1, payload };
  expect(decodeAcknowledgement(message)).toEqual({ errno: 19, text: "Device does not exist" });
  expect(decodeAcknowledgement({ ...message, flags: 0 })).toEqual({ errno: 19, text: undefined });
});
