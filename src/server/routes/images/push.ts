import { isOlder } from "#api/version.ts";
import type { Exchange } from "../../exchange.ts";
import { answerWithProgress } from "../../progress-answer.ts";
import { clientAccess } from "../../registry-auth.ts";
import type { RouteTools } from "../handler.ts";
import { platformParameter } from "./platform-parameter.ts";

export async function pushImage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { tag, platform: text } = exchange.query("ImagePush");
  const platform = text === "" || isOlder(exchange.version, "1.46") ? undefined : platformParameter(text);
  const access = clientAccess(exchange.request);
  await answerWithProgress(exchange, (progress) =>
    backends.images.push(exchange.op, exchange.subject, { tag, platform, access, progress }),
  );
}
