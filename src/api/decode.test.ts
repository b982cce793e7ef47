import { expect, test } from "bun:test";
import { decodeBody, zeroValue } from "./decode.ts";

/** Request bodies and what Docker 28.5 says of them, recorded from `POST /containers/create`. */
const refused: readonly (readonly [body: string, text: string])[] = [
  ["{", "unexpected EOF"],
  ['{"Image":', "unexpected EOF"],
  ["[1,", "unexpected EOF"],
  ['{"a":tru', "unexpected EOF"],
  ['{"Image":"a",}', "invalid character '}' looking for beginning of object key string"],
  ["{Image:1}", "invalid character 'I' looking for beginning of object key string"],
  ["<html>", "invalid character '<' looking for beginning of value"],
  ['{"a":\x01}', "invalid character '\\x01' looking for beginning of value"],
  ['{"a":"\x01"}', "invalid character '\\x01' in string"],
  ['{"a":"\\x"}', "invalid escape sequence `\\x` in string"],
  ['{"a":"\\u12"}', 'invalid escape sequence `\\u12"}` in string'],
  ['{"a":nul}', "invalid character '}' in literal null (expecting 'l')"],
  ['{"a":01}', "invalid character '1' after object key:value pair"],
  ['{"a":-}', "invalid character '}' in numeric literal"],
  ['{"a":1.}', "invalid character '}' in numeric literal"],
  ['{"a":1e}', "invalid character '}' in numeric literal"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
  ["[]", "json: cannot unmarshal array into Go value of type container.CreateRequest"],
  ["1", "json: cannot unmarshal number into Go value of type container.CreateRequest"],
  ['{"Image":1}', "json: cannot unmarshal number into Go struct field .Image of type string"],
  ['{"image":true}', "json: cannot unmarshal bool into Go struct field .image of type string"],
  ['{"Env":"a"}', "json: cannot unmarshal string into Go struct field .Env of type []string"],
  ['{"Env":["a",{}]}', "json: cannot unmarshal object into .Env.1 of type string"],
  ['{"Cmd":["a",1]}', "json: cannot unmarshal array into Go value of type string"],
  ['{"HostConfig":1}', "json: cannot unmarshal number into Go struct field .HostConfig of type container.HostConfig"],
  [
    '{"HostConfig":{"Memory":1.5}}',
    "json: cannot unmarshal number 1.5 into Go struct field .HostConfig.Memory of type int64",
  ],
  [
    '{"HostConfig":{"Memory":9223372036854775808}}',
    "json: cannot unmarshal number 9223372036854775808 into Go struct field .HostConfig.Memory of type int64",
  ],
  [
    '{"HostConfig":{"BlkioWeight":70000}}',
    "json: cannot unmarshal number 70000 into Go struct field .HostConfig.BlkioWeight of type uint16",
  ],
  [
    '{"HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":80}]}}}',
    "json: cannot unmarshal number into Go struct field .HostConfig.PortBindings.80~1tcp.0.HostPort of type string",
  ],
  ['{"Labels":["a"]}', "json: cannot unmarshal array into Go struct field .Labels of type map[string]string"],
  [
    '{"HostConfig":{"ConsoleSize":[-1,2]}}',
    "json: cannot unmarshal number -1 into .HostConfig.ConsoleSize.0 of type uint",
  ],
  [
    '{"HostConfig":{"Mounts":[{"TmpfsOptions":{"Mode":"x"}}]}}',
    "json: cannot unmarshal string into Go struct field .HostConfig.Mounts.0.TmpfsOptions.Mode of type fs.FileMode",
  ],
];

test.each([...refused])("%j is refused in Docker's words", (body, text) => {
  expect(() => decodeBody("ContainerCreateRequest", body)).toThrow(`invalid JSON: ${text}`);
});

test("what follows the value is refused, after its types", () => {
  expect(() => decodeBody("ContainerCreateRequest", "{} x")).toThrow("unexpected content after JSON");
  expect(() => decodeBody("ContainerCreateRequest", '{"Image":1} x')).toThrow("cannot unmarshal");
});

test("an error names the type that the body is decoded into", () => {
  const text = "into Go struct field ExecOptions.Cmd of type []string";
  expect(() => decodeBody("ExecCreateRequest", '{"Cmd":1}')).toThrow(text);
});

test("names match without case, unknown ones are passed over, null is the zero value", () => {
  const body = decodeBody("ContainerCreateRequest", '{"iMaGe":"x","Nonsense":[{}],"Hostname":null,"Env":null}');
  expect(body).toEqual({ ...zeroValue("ContainerCreateRequest"), Image: "x" });
});

test("what is absent has Go's zero value, and omitempty fields are left out", () => {
  const host = decodeBody("ContainerCreateRequest", '{"HostConfig":{"Init":false,"Mounts":[],"Tmpfs":{}}}')?.HostConfig;
  expect(host).toMatchObject({ Memory: 0, Binds: null, ConsoleSize: [0, 0], Init: false });
  expect(host).not.toHaveProperty("Mounts");
  expect(host).not.toHaveProperty("Tmpfs");
});

test("a command may be one string", () => {
  expect(decodeBody("ContainerCreateRequest", '{"Cmd":"echo","Entrypoint":["a"]}')).toMatchObject({
    Cmd: ["echo"],
    Entrypoint: ["a"],
  });
});

test("no key of a map is special", () => {
  const body = decodeBody("ContainerCreateRequest", '{"Labels":{"__proto__":"a","constructor":"b"}}');
  expect(Object.entries(body?.Labels ?? {})).toEqual([
    ["__proto__", "a"],
    ["constructor", "b"],
  ]);
});

test("a nil pointer in a map counts as the zero value", () => {
  const body = decodeBody("ContainerCreateRequest", '{"NetworkingConfig":{"EndpointsConfig":{"net":null}}}');
  expect(body?.NetworkingConfig?.EndpointsConfig).toEqual({ net: zeroValue("EndpointSettings") });
});

test("an empty body is none", () => {
  expect(decodeBody("ExecCreateRequest", " \n")).toBeUndefined();
});

test("depth is bounded", () => {
  expect(() => decodeBody("ContainerCreateRequest", "[".repeat(1_000_000))).toThrow("exceeded max depth");
});
