import { EngineError, isEngineError } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import { noEndpoints } from "#core/registry/errors.ts";
import type { Capability, Endpoint } from "./endpoints/endpoint.ts";
import { Session, type SessionOptions } from "./session.ts";

export interface ChainOptions extends SessionOptions {
  /** For the error when there is nobody to ask. */
  readonly familiarName: string;
  readonly endpoints: () => Promise<readonly Endpoint[]>;
}

/** The endpoints of one repository, asked one after the other until one can do it. */
export class EndpointChain {
  readonly #options: ChainOptions;
  #sessions: Promise<Session[]> | undefined;
  /** Endpoints that were not reached, and why. */
  readonly #dead = new Map<Session, unknown>();
  /** Hosts that answered over TLS: they are not spoken to without it. */
  readonly #secured = new Set<string>();
  /** What was asked for first. */
  #first: "digest" | "tag" | undefined;
  /** The endpoint that answered last. */
  route: string | undefined;

  constructor(options: ChainOptions) {
    this.#options = options;
  }

  async close(): Promise<void> {
    const sessions = await this.#sessions?.catch(() => []);
    for (const session of sessions ?? []) session.close();
  }

  /**
   * Has work done by the first endpoint that can. One that is not reached is not asked again; a mirror that answers no is passed over.
   * @throws what the last one said
   */
  async ask<T>(
    op: Op,
    capability: Capability,
    work: (session: Session) => Promise<T>,
    asked?: "digest" | "tag",
  ): Promise<T> {
    this.#first ??= asked;
    let failure: unknown;
    for (const session of await this.#all()) {
      const { endpoint } = session;
      if (!this.#mayAsk(endpoint, capability)) continue;
      if (this.#dead.has(session)) {
        failure = this.#dead.get(session);
        continue;
      }
      try {
        await this.#reach(op, session);
        const result = await work(session);
        this.route = endpoint.origin;
        return result;
      } catch (error) {
        throwIfEnded(op);
        failure = error;
        if (endpoint.own && !this.#dead.has(session)) break;
        op.log.info("attempting the next endpoint", { endpoint: endpoint.origin, error: (error as Error).message });
      }
    }
    throw failure ?? noEndpoints(this.#options.familiarName);
  }

  async #reach(op: Op, session: Session): Promise<void> {
    try {
      await session.ping(op);
      if (session.endpoint.api.startsWith("https:")) this.#secured.add(new URL(session.endpoint.api).host);
    } catch (error) {
      // A cause that lies with the caller is no reason to give the endpoint up.
      if (!(error instanceof EngineError) || isEngineError(error, "system")) this.#dead.set(session, error);
      throw error;
    }
  }

  #mayAsk(endpoint: Endpoint, capability: Capability): boolean {
    const { capabilities, onlyFor = this.#first } = endpoint;
    return capabilities.includes(capability) && onlyFor === this.#first && !this.#isDowngrade(endpoint);
  }

  #isDowngrade({ api }: Endpoint): boolean {
    return api.startsWith("http:") && this.#secured.has(new URL(api).host);
  }

  async #all(): Promise<Session[]> {
    this.#sessions ??= this.#options
      .endpoints()
      .then((endpoints) => endpoints.map((endpoint) => new Session(endpoint, this.#options)));
    return await this.#sessions;
  }
}
