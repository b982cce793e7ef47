import { csvFields } from "#base/csv.ts";
import { parseBool } from "#base/strconv.ts";

export interface NamedValue {
  readonly Name: string;
  readonly Value: string;
}

/** What a build was asked for, by BuildKit's names, of which each is taken once. */
export class Attributes {
  readonly #left: Map<string, string>;
  readonly errors: string[] = [];

  constructor(given: Readonly<Record<string, string>>) {
    this.#left = new Map(Object.entries(given));
    this.#left.delete("frontend.caps");
  }

  peek(name: string): string | undefined {
    return this.#left.get(name);
  }

  text(name: string): string {
    const value = this.#left.get(name) ?? "";
    this.#left.delete(name);
    return value;
  }

  flag(name: string): boolean {
    const text = this.text(name);
    if (text === "") return false;
    try {
      return parseBool(text);
    } catch (error) {
      this.errors.push(`failed to parse ${text}: (${(error as Error).message})`);
      return false;
    }
  }

  fields(name: string): readonly string[] {
    const text = this.text(name);
    return text === "" ? [] : csvFields(text);
  }

  /** Those whose names begin so. */
  named(prefix: string): NamedValue[] {
    const found = [...this.#left].filter(([name]) => name.startsWith(prefix));
    return found.map(([name, Value]) => ({ Name: name.slice(prefix.length), Value })).sort(byName);
  }

  /** What nobody has taken, but for those that are shown elsewhere. */
  rest(): NamedValue[] {
    const shown = ["vcs:", "build-arg:", "label:", "context:", "attest:"];
    const left = [...this.#left].filter(([name]) => !shown.some((prefix) => name.startsWith(prefix)));
    return left.map(([Name, Value]) => ({ Name, Value })).sort(byName);
  }
}

function byName(a: NamedValue, b: NamedValue): number {
  return a.Name < b.Name ? -1 : a.Name > b.Name ? 1 : 0;
}
