import type { Http2ServerResponse } from "node:http2";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { StatusSchema } from "../gen/status.gen.ts";

const detailsTrailer = "grpc-status-details-bin";
const addedPrefix = "type.googleapis.com/";
/** How the types of BuildKit's errors are called on the wire (containerd's typeurl). */
const typedPrefix = "github.com/";

/**
 * Sends the types of an error's details as they are: connect puts a prefix before each, by which BuildKit's clients would
 * not know them.
 */
export function sendPlainDetailTypes(response: Http2ServerResponse): void {
  const addTrailers = response.addTrailers.bind(response);
  response.addTrailers = (trailers) => {
    const details = trailers[detailsTrailer];
    addTrailers(typeof details === "string" ? { ...trailers, [detailsTrailer]: withPlainTypes(details) } : trailers);
  };
}

/** `details` is a google.rpc.Status in base64. */
export function withPlainTypes(details: string): string {
  const status = fromBinary(StatusSchema, Buffer.from(details, "base64"));
  for (const detail of status.details) {
    if (detail.typeUrl.startsWith(addedPrefix + typedPrefix)) detail.typeUrl = detail.typeUrl.slice(addedPrefix.length);
  }
  return Buffer.from(toBinary(StatusSchema, status)).toString("base64").replace(/=+$/, "");
}
