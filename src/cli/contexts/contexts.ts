import type { Io } from "../io/io.ts";
import { ContextStore } from "./context-store.ts";
import {
  type ContextMetadata,
  type ContextView,
  defaultDescription,
  defaultName,
  descriptionOf,
  type Endpoint,
  type TlsMaterial,
} from "./metadata.ts";

/** The contexts that a user has: the stored ones, and the default, which is whatever the environment says. */
export class Contexts {
  readonly store: ContextStore;
  readonly #defaultHost: string;

  constructor({ engine }: Pick<Io, "engine">) {
    this.store = new ContextStore(engine.configFolder);
    this.#defaultHost = engine.defaultHost;
  }

  /** @throws Error in Docker's words when there is none of the name */
  read(name: string): ContextMetadata {
    return name === defaultName ? this.#default() : this.store.read(name);
  }

  view(name: string): ContextView {
    const metadata = this.read(name);
    if (name === defaultName) {
      return { ...metadata, TLSMaterial: {}, Storage: { MetadataPath: "<IN MEMORY>", TLSPath: "<IN MEMORY>" } };
    }
    return {
      ...metadata,
      TLSMaterial: this.store.tlsFiles(name),
      Storage: { MetadataPath: this.store.metadataPath(name), TLSPath: this.store.tlsPath(name) },
    };
  }

  /** The default context has a description where it must show one. */
  describe(metadata: ContextMetadata): string {
    return metadata.Name === defaultName ? defaultDescription : descriptionOf(metadata);
  }

  readTls(name: string): TlsMaterial {
    return name === defaultName ? {} : this.store.readTls(name);
  }

  #default(): ContextMetadata {
    const docker: Endpoint = { Host: this.#defaultHost, SkipTLSVerify: false };
    return { Name: defaultName, Metadata: {}, Endpoints: { docker } };
  }
}
