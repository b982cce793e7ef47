import { ambiguousPrefix, noSuchContainer } from "#core/container/errors.ts";
import { splitLinkName } from "#core/container/links/link.ts";
import type { ContainerEntry } from "./container-entry.ts";

/** All containers by id and by name. Reads never leave memory. */
export class ContainerTable {
  readonly #byId = new Map<string, ContainerEntry>();
  readonly #byName = new Map<string, ContainerEntry>();

  add(entry: ContainerEntry): void {
    this.#byId.set(entry.id, entry);
    this.#byName.set(entry.record.name, entry);
  }

  remove(entry: ContainerEntry): void {
    this.#byId.delete(entry.id);
    if (this.#byName.get(entry.record.name) === entry) this.#byName.delete(entry.record.name);
  }

  renamed(entry: ContainerEntry, oldName: string): void {
    if (this.#byName.get(oldName) === entry) this.#byName.delete(oldName);
    this.#byName.set(entry.record.name, entry);
  }

  has(entry: ContainerEntry): boolean {
    return this.#byId.get(entry.id) === entry;
  }

  withName(name: string): ContainerEntry | undefined {
    return this.#byName.get(name);
  }

  withId(id: string): ContainerEntry | undefined {
    return this.#byId.get(id);
  }

  /** Those that link to a container. */
  parentsOf(id: string): ContainerEntry[] {
    return [...this.#byId.values()].filter(({ record }) => record.links?.some(({ target }) => target === id));
  }

  /** What containers are called by those that link to them, by id: `parent/alias`. */
  linkNames(): ReadonlyMap<string, readonly string[]> {
    const names = new Map<string, string[]>();
    for (const { record } of this.#byId.values()) {
      for (const { alias, target } of record.links ?? [])
        names.set(target, [...(names.get(target) ?? []), `${record.name}/${alias}`]);
    }
    return names;
  }

  /**
   * Docker's order: a whole id, a name (or the name that a link gives), then an unambiguous prefix of an id.
   * @throws not-found · invalid-argument when the prefix fits several
   */
  find(ref: string): ContainerEntry {
    const found =
      this.#byId.get(ref) ?? this.#byName.get(ref.replace(/^\//, "")) ?? this.#byLink(ref) ?? this.#byPrefix(ref);
    if (found === undefined) throw noSuchContainer(ref);
    return found;
  }

  /** The id that a reference stands for; undefined when there is none, or several. */
  idOf(ref: string): string | undefined {
    try {
      return this.find(ref).id;
    } catch {
      return undefined;
    }
  }

  /** Newest first. */
  all(): ContainerEntry[] {
    return [...this.#byId.values()].sort((a, b) => (a.record.created < b.record.created ? 1 : -1));
  }

  #byLink(ref: string): ContainerEntry | undefined {
    const name = splitLinkName(ref);
    const links = name === undefined ? [] : (this.#byName.get(name.parent)?.record.links ?? []);
    const link = links.find(({ alias }) => alias === name?.alias);
    return link === undefined ? undefined : this.#byId.get(link.target);
  }

  #byPrefix(ref: string): ContainerEntry | undefined {
    if (!/^[0-9a-f]{1,64}$/.test(ref)) return undefined;
    let found: ContainerEntry | undefined;
    for (const [id, entry] of this.#byId) {
      if (!id.startsWith(ref)) continue;
      if (found !== undefined) throw ambiguousPrefix(ref);
      found = entry;
    }
    return found;
  }
}
