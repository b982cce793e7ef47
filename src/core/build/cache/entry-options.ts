import { parseDuration } from "#base/duration.ts";
import { EngineError, notSupported } from "#base/errors.ts";
import type { AwsCredentials } from "#formats/aws/sign-v4.ts";
import type { CacheLocation } from "../contract.ts";
import { flag } from "./option-flag.ts";

type Attributes = CacheLocation["attributes"];

/** A bucket (BuildKit, cache/remotecache/s3). */
export interface S3Place {
  readonly type: "s3";
  readonly bucket: string;
  readonly region: string;
  /** Empty: Amazon's. */
  readonly endpointUrl: string;
  readonly usePathStyle: boolean;
  readonly credentials: AwsCredentials;
  readonly manifestsPrefix: string;
  readonly blobsPrefix: string;
  /** What the cache is called; an export gives it all of these names, an import takes the first. */
  readonly names: readonly string[];
  /** What is older is written anew, so that a bucket's own expiry spares what is used. */
  readonly touchRefreshMs: number;
}

/** The cache of GitHub's actions (BuildKit, cache/remotecache/gha), by the second version of its protocol. */
export interface GhaPlace {
  readonly type: "gha";
  readonly scope: string;
  readonly url: string;
  readonly token: string;
}

export const s3Attributes = [
  ...["bucket", "region", "prefix", "manifests_prefix", "blobs_prefix", "name", "touch_refresh", "endpoint_url"],
  ...["access_key_id", "secret_access_key", "session_token", "use_path_style"],
];
/** `url` and `repository` are of the first version, `version` says which is meant. */
export const ghaAttributes = ["scope", "token", "url", "url_v2", "version", "timeout"];

/** @throws invalid-argument · not-implemented */
export function s3Place(attributes: Attributes): S3Place {
  const { prefix = "", manifests_prefix: manifests = "manifests/", blobs_prefix: blobs = "blobs/" } = attributes;
  const { endpoint_url: endpointUrl = "", name = "", touch_refresh: touchRefresh = "24h" } = attributes;
  const [bucket, region] = [needed(attributes, "bucket"), needed(attributes, "region")];
  const { access_key_id: accessKeyId = "", secret_access_key: secretAccessKey = "" } = attributes;
  if (accessKeyId === "" || secretAccessKey === "")
    throw notSupported(
      "s3 cache without access_key_id and secret_access_key: the engine has no credentials of its own",
    );
  if (endpointUrl !== "" && !/^https?:\/\//.test(endpointUrl))
    throw new EngineError("invalid-argument", `invalid endpoint_url of an s3 cache: ${endpointUrl}`);
  return {
    ...{ type: "s3", bucket, region, endpointUrl, usePathStyle: flag(attributes, "use_path_style") ?? false },
    credentials: { accessKeyId, secretAccessKey, sessionToken: attributes["session_token"] ?? "" },
    ...{ manifestsPrefix: `${prefix}${manifests}`, blobsPrefix: `${prefix}${blobs}` },
    names: name === "" ? ["buildkit"] : name.split(";"),
    touchRefreshMs: Number(parseDuration(touchRefresh) / 1_000_000n),
  };
}

function needed(attributes: Attributes, name: string): string {
  const value = attributes[name] ?? "";
  if (value === "") throw new EngineError("invalid-argument", `${name} not set for s3 cache`);
  return value;
}

/** @throws invalid-argument · not-implemented for the first version of the protocol, which GitHub has switched off */
export function ghaPlace(attributes: Attributes): GhaPlace {
  const { scope = "buildkit", token = "", url_v2: url = "", version = "2" } = attributes;
  if (version !== "2") throw notSupported(`version ${version} of the cache of GitHub actions`);
  if (url === "") throw new EngineError("invalid-argument", "url_v2 not set for github actions cache");
  if (!/^https?:\/\//.test(url))
    throw new EngineError("invalid-argument", `invalid url_v2 of a github actions cache: ${url}`);
  if (token === "") throw new EngineError("invalid-argument", "token not set for github actions cache");
  return { type: "gha", scope, url: url.endsWith("/") ? url : `${url}/`, token };
}
