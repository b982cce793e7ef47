import type { Endpoint } from "#core/network/driver.ts";
import { configurationEndpoint } from "#core/network/errors.ts";
import { NoneNetwork } from "./none-network.ts";

/** A network that is only what others are made from: nobody is connected to it. */
export class ConfigurationNetwork extends NoneNetwork {
  override connect(): Promise<Endpoint> {
    return Promise.reject(configurationEndpoint());
  }
}
