import { invalidJson } from "#api/decode.ts";
import { encode } from "#api/encode.ts";
import { isOlder } from "#api/version.ts";
import { EngineError } from "#base/errors.ts";
import { containerCreateFrom } from "../../compat/container-create.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";
import { namesConfigField, networkWithoutEndpoint } from "./config-fields.ts";

export async function createContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { name, platform } = exchange.query("ContainerCreate");
  const sent = await exchange.body();
  if (sent === undefined) throw invalidJson("got EOF while reading request body");
  const request = await exchange.decoded("ContainerCreateRequest", sent);
  if (!namesConfigField(sent.value))
    throw new EngineError("invalid-argument", "config cannot be empty in order to create a container");
  const nil = networkWithoutEndpoint(sent.value);
  if (nil !== undefined)
    throw new EngineError("invalid-argument", `invalid config for network ${nil}: EndpointsConfig is nil`);
  const options = {
    name,
    platform: isOlder(exchange.version, "1.41") ? "" : platform,
    readOnlyNonRecursive: isOlder(exchange.version, "1.44"),
  };
  const { body, warnings } = containerCreateFrom(exchange.version, request);
  const answer = await backends.containers.create(exchange.lasting, body, options);
  const all = [...(answer.Warnings ?? []), ...warnings];
  exchange.answer(201, encode("ContainerCreateResponse", { ...answer, Warnings: all }));
}
