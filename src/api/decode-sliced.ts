import { asBody, decode, elementSchema, inside, isEmpty, type ParsedBody, type Path, zero } from "./decode.ts";
import { JsonParser, type JsonValue } from "./json-parse.ts";
import { type Schema, type StructSchema, structSchema } from "./schema.ts";
import type { ApiTypes } from "./types.gen.ts";

/** How long others wait at most while a large body is read. */
const sliceMs = 4;
/** Small enough to be parsed, or decoded, between two looks at the clock. */
const parsedAtOnce = 500;
const decodedAtOnce = 200;

/** Lets others have their turn. */
export type Pause = () => Promise<void>;

/** Counts a slice of time, and pauses when it is over. */
class Slices {
  readonly #pause: Pause;
  #end = performance.now() + sliceMs;

  constructor(pause: Pause) {
    this.#pause = pause;
  }

  get over(): boolean {
    return performance.now() >= this.#end;
  }

  async next(): Promise<void> {
    await this.#pause();
    this.#end = performance.now() + sliceMs;
  }
}

/** As `parseBody`, in slices. @throws invalid-argument `invalid JSON: …` */
export async function parseBodySliced(text: string, pause: Pause): Promise<ParsedBody | undefined> {
  const parser = new JsonParser(text);
  const slices = new Slices(pause);
  for (let whole = false; !whole; ) {
    const part = asBody(parser, () => {
      whole = parser.advance(parsedAtOnce);
      return whole ? parser.value() : null;
    });
    if (whole || part === undefined) return part;
    if (slices.over) await slices.next();
  }
  return undefined;
}

/** As `decodeValue`, in slices. @throws invalid-argument `invalid JSON: json: cannot unmarshal …` */
export async function decodeValueSliced<N extends keyof ApiTypes>(
  name: N,
  value: JsonValue,
  pause: Pause,
): Promise<ApiTypes[N]> {
  const schema = structSchema(name);
  const path = { root: schema.root, steps: [] };
  return (await decodeSliced(schema, value, { path, slices: new Slices(pause) })) as ApiTypes[N];
}

interface Place {
  readonly path: Path;
  readonly slices: Slices;
}

/** Structs, lists and maps are taken apart here, what is in them by the decoder of small values. */
async function decodeSliced(schema: Schema, value: JsonValue, place: Place): Promise<unknown> {
  if (place.slices.over) await place.slices.next();
  const wanted = schema.kind === "pointer" ? schema.of : schema;
  if (wanted.kind === "struct" && value instanceof Map) return decodeStruct(wanted, value, place);
  if (wanted.kind === "slice" && Array.isArray(value)) return decodeSlice(wanted.of, value, place);
  if (wanted.kind === "map" && value instanceof Map) return decodeMap(wanted.of, value, place);
  return decode(schema, value, place.path);
}

async function decodeStruct(schema: StructSchema, value: ReadonlyMap<string, JsonValue>, place: Place) {
  const result = zero(schema) as Record<string, unknown>;
  let count = 0;
  for (const [key, item] of value) {
    count += 1;
    if (count % decodedAtOnce === 0 && place.slices.over) await place.slices.next();
    const field = schema.byName.get(key.toLowerCase());
    if (field === undefined) continue;
    const decoded = await decodeSliced(field.schema, item, { ...place, path: inside(place.path, key) });
    if (field.omitEmpty && isEmpty(field.schema, decoded)) delete result[field.name];
    else result[field.name] = decoded;
  }
  return result;
}

async function decodeSlice(of: Schema, value: readonly JsonValue[], place: Place): Promise<unknown[]> {
  const own = elementSchema(of);
  const items: unknown[] = [];
  for (const [index, item] of value.entries()) {
    const inner = inside(place.path, index);
    items.push(isScalar(item) ? decode(own, item, inner) : await decodeSliced(own, item, { ...place, path: inner }));
    if (index % decodedAtOnce === 0 && place.slices.over) await place.slices.next();
  }
  return items;
}

async function decodeMap(of: Schema, value: ReadonlyMap<string, JsonValue>, place: Place) {
  const own = elementSchema(of);
  const result: Record<string, unknown> = {};
  let count = 0;
  for (const [key, item] of value) {
    const path = inside(place.path, key);
    const decoded = isScalar(item) ? decode(own, item, path) : await decodeSliced(own, item, { ...place, path });
    if (key === "__proto__") Object.defineProperty(result, key, { ...ownProperty, value: decoded });
    else result[key] = decoded;
    count += 1;
    if (count % decodedAtOnce === 0 && place.slices.over) await place.slices.next();
  }
  return result;
}

const ownProperty = { configurable: true, enumerable: true, writable: true };

function isScalar(value: JsonValue): boolean {
  return !(value instanceof Map) && !Array.isArray(value);
}
