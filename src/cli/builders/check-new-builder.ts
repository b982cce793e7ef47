import { defaultName } from "../contexts/metadata.ts";
import { type BuilderStore, isName } from "./builder-store.ts";

/** What `buildx create` is told of a builder that is to be made or changed. */
export interface NewBuilder {
  readonly name: string;
  readonly node: string;
  readonly append: boolean;
  readonly leave: boolean;
  readonly driver: string;
}

const drivers = ["docker-container", "kubernetes", "remote"];

/** @throws Error in buildx's words for what cannot be made or changed anywhere */
export function checkNewBuilder({ name, node, append, leave, driver }: NewBuilder, store: BuilderStore): void {
  if (leave && name === "") throw new Error("leave requires instance name");
  if (leave && node === "") throw new Error("leave requires node name");
  const found = store.builder(name);
  if (leave && found === undefined) throw new Error(`failed to find instance ${JSON.stringify(name)} for leave`);
  if (name === defaultName)
    throw new Error(`${name} is a reserved name and cannot be used to identify builder instance`);
  if (append && name === "") throw new Error("append requires a builder name");
  if (name !== "" && !isName(name))
    throw new Error(`invalid name ${name}, name needs to start with a letter and may not contain symbols, except ._-`);
  if (append && found === undefined) throw new Error(`failed to find instance ${JSON.stringify(name)} for append`);
  if (found !== undefined && !append && !leave && node === "") {
    const advice = "specify the node name to make changes for existing instances";
    throw new Error(`existing instance for ${JSON.stringify(name)} but no append mode, ${advice}`);
  }
  if (driver === "docker") throw new Error(`additional instances of driver "docker" cannot be created`);
  if (driver !== "" && !drivers.includes(driver)) throw new Error(`failed to find driver ${JSON.stringify(driver)}`);
}
