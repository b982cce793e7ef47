import { decodeFilters, encodeFilters } from "#api/filters.ts";
import { JsonNumber, JsonParser, JsonSyntaxError, type JsonValue } from "#api/json-parse.ts";
import { EngineError } from "#base/errors.ts";
import { applyChanges } from "#core/image/changes/apply.ts";
import { familiarText, parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import { type FuzzTarget, Unfit } from "../fuzz.ts";
import { mutateBytes, textOf } from "../mutate.ts";

const isRefusal = (error: unknown): boolean => error instanceof EngineError;

const hex = "0123456789abcdef".repeat(4);
const referenceWords = [
  "a",
  "B",
  "library",
  "/",
  ":",
  "@",
  ".",
  "-",
  "__",
  "_",
  "localhost",
  "docker.io",
  "index.docker.io",
  "[::1]",
  ":5000",
  "latest",
  `sha256:${hex}`,
  `sha512:${hex}${hex}`,
  hex,
  "..",
  " ",
  "\n",
  "é",
  "%2e",
  "tag_1.x",
  "0",
];

/** Names of images. What is taken means the same when it is written out and read again. */
export const references: FuzzTarget = {
  name: "reference",
  make: (random) => Buffer.from(textOf(random, referenceWords, random.once(50) ? 400 : 9)),
  check(input) {
    const text = input.toString("utf8");
    const reference = parseReference(text);
    for (const written of [referenceText(reference), familiarText(reference)]) {
      const again = parseReference(written);
      if (!Bun.deepEquals(reference, again))
        throw new Unfit(`${JSON.stringify(text)} is written ${JSON.stringify(written)}, which is another`);
    }
    const { domain, path } = withDefaultTag(reference);
    if (/\.\.|\/\/|[\s\0]|^\//.test(`${domain}/${path}`)) throw new Unfit(`${domain}/${path} leads elsewhere`);
  },
  isRefusal,
};

const filterSeeds = [
  '{"label":["a=b","c"],"dangling":["true"]}',
  '{"label":{"a":true,"b":false}}',
  '{"__proto__":["x"],"id":[]}',
  "null",
  "{}",
  '{"a":{"b":{}}}',
].map((text) => Buffer.from(text));
const jsonWords = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  '"a"',
  "true",
  "false",
  "null",
  "1",
  "-",
  "1.5",
  "1e9",
  "\\u0041",
  "\\",
  "\\ud83d",
  "é",
  "\u0000",
  " ",
];

/** `filters` of lists and prunes, in both their forms. */
export const filters: FuzzTarget = {
  name: "filters",
  make: (random) => mutateBytes(random, random.pick(filterSeeds), { others: filterSeeds, words: jsonWords }),
  check(input) {
    const text = input.toString("utf8");
    const decoded = decodeFilters(text);
    const again = decodeFilters(encodeFilters(decoded));
    for (const [key, values] of decoded)
      if (values.size > 0 && !Bun.deepEquals([...(again.get(key) ?? [])].sort(), [...values].sort()))
        throw new Unfit(`the filter ${JSON.stringify(key)} is another once written`);
  },
  isRefusal,
};

const bodySeeds = [
  '{"Image":"a","Cmd":["x","y"],"HostConfig":{"Memory":1e3,"Binds":null},"N":-0.5}',
  '[[],{},"\\u00e9\\n",12345678901234567890]',
  '  {"a" : [ true , false ] } ',
].map((text) => Buffer.from(text));

/** Bodies of requests: the parser takes what JSON.parse takes, with the same values, and nothing else. */
export const bodies: FuzzTarget = {
  name: "json-parser",
  make: (random) => mutateBytes(random, random.pick(bodySeeds), { others: bodySeeds, words: jsonWords }),
  check(input) {
    const text = input.toString("utf8");
    let plain: unknown;
    let isPlain = true;
    try {
      plain = JSON.parse(text);
    } catch {
      isPlain = false;
    }
    const parser = new JsonParser(text);
    let value: JsonValue;
    try {
      value = parser.value();
      if (parser.more()) throw new JsonSyntaxError("more");
    } catch (error) {
      if (isPlain) throw new Unfit(`refused, and JSON: ${String(error)}`);
      throw error;
    }
    if (!isPlain) throw new Unfit("taken, and no JSON");
    if (!Bun.deepEquals(plainOf(value), plain)) throw new Unfit("another value");
  },
  isRefusal: (error) => error instanceof JsonSyntaxError,
};

function plainOf(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.source);
  if (Array.isArray(value)) return value.map(plainOf);
  return value instanceof Map ? Object.fromEntries([...value].map(([key, item]) => [key, plainOf(item)])) : value;
}

const changeWords = [
  "CMD ",
  "ENTRYPOINT ",
  "ENV ",
  "LABEL ",
  "EXPOSE ",
  "USER ",
  "WORKDIR ",
  "VOLUME ",
  "HEALTHCHECK ",
  "--interval=",
  "--retries=",
  "NONE",
  "STOPSIGNAL ",
  "ONBUILD ",
  "SHELL ",
  "RUN ",
  "a=b ",
  "a=$A ",
  "\x24{A:-b}",
  "\x24{A:+",
  "}",
  "$",
  '["x", "y"]',
  '"',
  "'",
  "\\",
  "\n",
  "\\\n",
  "# c\n",
  " ",
  "\t",
  "1h30m",
  "80/tcp",
  "1-70000",
  "90-91/udp",
  "/a/../b",
  "é",
  "SIGKILL",
  "__proto__",
  "x",
];

/** Dockerfile lines of import and commit. */
export const changes: FuzzTarget = {
  name: "changes",
  make: (random) => Buffer.from(textOf(random, changeWords, 24)),
  check(input) {
    const text = input.toString("utf8");
    const config = applyChanges({ Env: ["A=1"] }, [text]);
    if (
      !Bun.deepEquals(
        JSON.parse(JSON.stringify(config)),
        JSON.parse(JSON.stringify(applyChanges({ Env: ["A=1"] }, [text]))),
      )
    )
      throw new Unfit("twice the same gives two configs");
    if (Object.getPrototypeOf(config) !== Object.prototype) throw new Unfit("the config has another prototype");
  },
  isRefusal,
};
