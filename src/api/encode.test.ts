import { expect, test } from "bun:test";
import { decodeBody, zeroValue } from "./decode.ts";
import { encode, encodeList } from "./encode.ts";

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test("fields come in Go's order, nil is null, omitempty leaves out", () => {
  expect(encode("MountPoint", { ...zeroValue("MountPoint"), RW: true, Destination: "/x" })).toBe(
    '{"Source":"","Destination":"/x","Mode":"","RW":true,"Propagation":""}',
  );
  expect(encode("EndpointSettings", zeroValue("EndpointSettings"))).toBe(
    '{"IPAMConfig":null,"Links":null,"Aliases":null,"MacAddress":"","DriverOpts":null,"GwPriority":0,"NetworkID":"",' +
      '"EndpointID":"","Gateway":"","IPAddress":"","IPPrefixLen":0,"IPv6Gateway":"","GlobalIPv6Address":"",' +
      '"GlobalIPv6PrefixLen":0,"DNSNames":null}',
  );
});

test("a pointer to a zero is not empty", () => {
  expect(encode("ExecProcessConfig", { tty: true, entrypoint: "sh", arguments: [], privileged: false })).toBe(
    '{"tty":true,"entrypoint":"sh","arguments":[],"privileged":false}',
  );
});

test("keys of maps are sorted by bytes, HTML is left alone, line separators are escaped", () => {
  expect(encode("EventActor", { ID: "<a>&\u2028", Attributes: { b: "1", "9": "2", "10": "3" } })).toBe(
    '{"ID":"<a>&\\u2028","Attributes":{"10":"3","9":"2","b":"1"}}',
  );
});

test("nanoseconds are exact", () => {
  const event = { ...zeroValue("EventMessage"), Type: "container", Action: "die", timeNano: 1795567358844106408n };
  expect(encode("EventMessage", event)).toContain('"timeNano":1795567358844106408');
});

test("the largest integer goes through as it came", () => {
  const text = '{"Name":"x","Hard":9223372036854775807,"Soft":-9223372036854775808}';
  expect(encode("Ulimit", decodeBody("Ulimit", text)!)).toBe(text);
});

test("an empty list is no null", () => {
  expect(textOf(encodeList("ContainerSummary", []))).toBe("[]\n");
  const item = encode("ImageDeleteResponseItem", { Untagged: "a\u00e9" });
  const twice = Object.freeze({ Untagged: "a\u00e9" });
  expect(textOf(encodeList("ImageDeleteResponseItem", [twice]))).toBe(`[${item}]\n`);
  expect(textOf(encodeList("ImageDeleteResponseItem", [twice, twice]))).toBe(`[${item},${item}]\n`);
});
