import type { YamlValue } from "#formats/yaml/value.ts";
import { type Tree, typeName } from "../tree/value.ts";

/** What a value of the model may be: how it comes from a tree, and how it is written. */
export interface Kind<T> {
  /** @throws WrongValue */
  decode(value: Tree, place: Place): T | undefined;
  /** Whether nothing is written of it, as of one that is absent. */
  isEmpty(value: T, format: OutputFormat): boolean;
  encode(value: T, format: OutputFormat): YamlValue;
  /** What is written where the value is absent; `undefined`: nothing. */
  absent?(format: OutputFormat): YamlValue | undefined;
}

export type OutputFormat = "json" | "yaml";

/** The type of the values of a kind. */
export type ValueOf<K> = K extends Kind<infer T> ? T : never;

/** Says what is wrong with a value, without its place. */
export class WrongValue extends Error {
  override readonly name = "WrongValue";
}

export const unconvertible = (value: Tree, wanted: string): WrongValue =>
  new WrongValue(`expected type '${wanted}', got unconvertible type '${typeName(value)}'`);

/** Where a value is decoded, and what was wrong so far. */
export class Place {
  constructor(
    readonly name: string,
    readonly faults: string[] = [],
  ) {}

  field(name: string): Place {
    return new Place(this.name === "" ? name : `${this.name}.${name}`, this.faults);
  }

  item(key: string | number): Place {
    return new Place(`${this.name}[${key}]`, this.faults);
  }

  /** Decodes here; a fault is kept, so that those of other places are found as well. */
  decode<T>(kind: Kind<T>, value: Tree): T | undefined {
    try {
      return kind.decode(value, this);
    } catch (error) {
      if (!(error instanceof WrongValue)) throw error;
      this.faults.push(`'${this.name}' ${error.message}`);
      return undefined;
    }
  }
}
