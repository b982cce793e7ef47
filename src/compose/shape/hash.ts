import { createHash } from "node:crypto";
import { writeJson } from "#formats/json/write-json.ts";
import { type Network, network, type Volume, volume } from "./resources.ts";
import { type Service, service } from "./service.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What tells a changed service from the same: where, when and how often it runs, and how it is built, count for nothing. */
export function serviceHash(of: Service): string {
  const { build, pull_policy, scale, depends_on, profiles, ...kept } = of;
  const deploy = kept.deploy === undefined ? {} : { deploy: { ...kept.deploy, replicas: undefined } };
  return sha256(writeJson(service.encode({ ...kept, ...deploy }, "json")));
}

export const networkHash = (of: Network): string => sha256(writeJson(network.encode(of, "json")));

export const volumeHash = (of: Volume): string =>
  sha256(writeJson(volume.encode({ ...of, driver: of.driver || "local" }, "json")));
