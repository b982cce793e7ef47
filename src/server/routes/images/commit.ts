import { encode } from "#api/encode.ts";
import { isTrue } from "#api/query.ts";
import type { Exchange } from "../../exchange.ts";
import { namesConfigField } from "../containers/config-fields.ts";
import type { RouteTools } from "../handler.ts";

export async function commitContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { container, repo, tag, author, comment, changes, pause } = exchange.query("ImageCommit");
  const body = await exchange.body();
  const config = body === undefined ? undefined : await exchange.decoded("ContainerConfig", body);
  const id = await backends.containers.commit(exchange.lasting, container, {
    ...{ repo, tag, author, comment, changes },
    config: body !== undefined && namesConfigField(body.value) ? config : undefined,
    pause: pause === "" || isTrue(pause),
  });
  exchange.answer(201, encode("ImageCommitResponse", { Id: id }));
}
