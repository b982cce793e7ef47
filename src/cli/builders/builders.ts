import { notSupported } from "#base/errors.ts";
import { Contexts } from "../contexts/contexts.ts";
import { defaultName } from "../contexts/metadata.ts";
import { duration } from "../flags/scalars.ts";
import { naturalOrder } from "../format/natural-order.ts";
import type { Io } from "../io/io.ts";
import { BuilderStore, type StoredBuilder } from "./builder-store.ts";
import { buildxFlags } from "./buildx-flags.ts";

/** A builder: the engine of a context, or one that the stock buildx has made, which is known and not used. */
export type Builder = { readonly of: "context"; readonly name: string } | ({ readonly of: "store" } & StoredBuilder);

/** `--builder`, of commands that ask it. */
export const builderFlag = buildxFlags.builder;

/** `--timeout`, of commands that ask builders what they are. */
export const timeoutFlag = duration({ usage: "How long to wait for builders that do not answer", default: 20e9 });

export class Builders {
  readonly #io: Io;
  readonly store: BuilderStore;

  constructor(io: Io) {
    this.#io = io;
    this.store = new BuilderStore(io.engine.configFolder);
  }

  /** What choices are made for: the engine in use. */
  get key(): string {
    const { contextName, engine } = this.#io;
    return contextName === defaultName ? engine.defaultHost : contextName;
  }

  /** The name of the builder in use. */
  get currentName(): string {
    const chosen = this.store.current(this.key);
    const fallback = this.store.builder(chosen) === undefined ? this.#io.contextName : chosen;
    return this.#io.env["BUILDX_BUILDER"] || fallback;
  }

  /** The name that is given to builders that are asked for: by the flag, or by the environment. Empty: by neither. */
  named(flag: string): string {
    return flag || (this.#io.env["BUILDX_BUILDER"] ?? "");
  }

  all(): Builder[] {
    const stored = this.store.builders().map((builder): Builder => ({ of: "store", ...builder }));
    const names = [defaultName, ...new Contexts(this.#io).store.list().map(({ Name }) => Name)].sort(naturalOrder);
    const contexts = names.filter((name) => !stored.some((builder) => builder.name === name));
    return [...stored, ...contexts.map((name): Builder => ({ of: "context", name }))];
  }

  /** @param name empty: the one in use. @throws Error in buildx's words */
  find(name: string): Builder {
    const wanted = name === "" ? this.currentName : name;
    const found = this.all().find((builder) => builder.name === wanted);
    if (found === undefined) throw new Error(`no builder ${JSON.stringify(wanted)} found`);
    return found;
  }

  /** Makes sure that the builder is that of the engine in use. @throws Error in buildx's words · not-implemented */
  checkUsable(name: string): void {
    const found = this.find(name);
    if (found.of === "store") throw notSupported(`builder ${found.name} of driver ${found.driver}`);
    if (found.name === this.#io.contextName) return;
    if (found.name === defaultName) throw new Error("run `docker context use default` to switch to default context");
    throw new Error(`use \`docker --context=${found.name} buildx\` to switch to context ${JSON.stringify(found.name)}`);
  }
}
