import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A builder that the stock buildx has made. */
export interface StoredBuilder {
  readonly name: string;
  readonly driver: string;
  readonly nodes: readonly { readonly name: string; readonly endpoint: string }[];
}

interface Current {
  /** Of the engine for which it was chosen: the context's name, or where the default one leads. */
  readonly Key: string;
  /** Empty: the context's own builder. */
  readonly Name: string;
  readonly Global: boolean;
}

/** What buildx keeps beside the client's configuration, in its folder `buildx`. */
export class BuilderStore {
  readonly #folder: string;

  /** @param configFolder that of the client's configuration */
  constructor(configFolder: string) {
    this.#folder = join(configFolder, "buildx");
  }

  /** By their names. What cannot be read is left out. */
  builders(): StoredBuilder[] {
    return this.#names("instances")
      .map((name) => this.builder(name))
      .filter((builder) => builder !== undefined);
  }

  builder(name: string): StoredBuilder | undefined {
    if (!isName(name)) return undefined;
    const found = this.#json<{
      Driver?: string;
      Nodes?: { Name?: string; Endpoint?: string }[];
    }>("instances", name);
    if (found === undefined) return undefined;
    const nodes = (found.Nodes ?? []).map(({ Name = "", Endpoint = "" }) => ({ name: Name, endpoint: Endpoint }));
    return { name, driver: found.Driver ?? "", nodes };
  }

  instancePath(name: string): string {
    return join(this.#folder, "instances", name);
  }

  remove(name: string): void {
    for (const folder of ["instances", "defaults", "activity"]) {
      if (isName(name)) rmSync(join(this.#folder, folder, name), { force: true });
    }
  }

  /** The name of the builder that was chosen for an engine; empty: its own. */
  current(key: string): string {
    const found = this.#json<Partial<Current>>("current");
    const isHere = found?.Global === true || found?.Key === key;
    return isHere ? (found.Name ?? "") : "";
  }

  choose(current: Current): void {
    this.#write(JSON.stringify(current), "current");
  }

  /** When it was last built with, as RFC 3339. */
  lastActivity(name: string): string | undefined {
    return isName(name) ? this.#text("activity", name)?.trim() : undefined;
  }

  noteActivity(name: string, now: number): void {
    if (isName(name)) this.#write(new Date(now).toISOString().replace(/\.\d+Z$/, "Z"), "activity", name);
  }

  /** Where a build had its files from; undefined: it was not built by this user. */
  localState(place: BuildPlace): LocalState | undefined {
    return this.#json("refs", place.builder, place.node, place.id);
  }

  saveLocalState(place: BuildPlace, state: LocalState): void {
    this.#write(JSON.stringify(state), "refs", place.builder, place.node, place.id);
  }

  removeLocalState(place: BuildPlace): void {
    rmSync(join(this.#folder, "refs", place.builder, place.node, place.id), { force: true });
  }

  #names(folder: string): string[] {
    try {
      return readdirSync(join(this.#folder, folder)).filter(isName).sort();
    } catch {
      return [];
    }
  }

  #text(...path: readonly string[]): string | undefined {
    try {
      return readFileSync(join(this.#folder, ...path), "utf8");
    } catch {
      return undefined;
    }
  }

  #json<T>(...path: readonly string[]): T | undefined {
    try {
      return JSON.parse(this.#text(...path) ?? "") as T;
    } catch {
      return undefined;
    }
  }

  #write(text: string, ...path: readonly string[]): void {
    const file = join(this.#folder, ...path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}.tmp`;
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, file);
  }
}

/** Names a build among those of all builders. */
export interface BuildPlace {
  readonly builder: string;
  readonly node: string;
  readonly id: string;
}

/** By buildx's names. */
export interface LocalState {
  readonly Target: string;
  readonly LocalPath: string;
  readonly DockerfilePath: string;
}

/** As buildx checks them: no path. */
export function isName(name: string): boolean {
  return /^[a-zA-Z][a-zA-Z0-9._-]*$/.test(name);
}
