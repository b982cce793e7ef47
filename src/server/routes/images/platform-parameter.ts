import { decodeBody } from "#api/decode.ts";
import { EngineError, isEngineError } from "#base/errors.ts";
import type { Platform } from "#formats/oci/image.ts";

/** Reads the JSON of an OCI platform, as `platform` parameters carry it. @throws invalid-argument in Docker's words */
export function platformParameter(text: string): Platform {
  const platform = decoded(text);
  const { os, architecture, variant = "" } = platform;
  const further = variant !== "" || platform["os.version"] || (platform["os.features"] ?? []).length > 0;
  if (os === "" && architecture === "" && further)
    throw refused("optional platform components provided, but OS and Architecture are missing");
  if (os === "" || architecture === "") throw refused("both OS and Architecture must be provided");
  return platform;
}

/** The one of several, which Docker refuses; undefined where none is asked for. @throws invalid-argument */
export function singlePlatform(texts: readonly string[]): Platform | undefined {
  if (texts.length > 1) throw refused("multiple platform parameters not supported");
  const [text = ""] = texts;
  return text === "" ? undefined : platformParameter(text);
}

function decoded(text: string): Platform {
  try {
    return decodeBody("Platform", text) ?? { os: "", architecture: "" };
  } catch (error) {
    if (!isEngineError(error, "invalid-argument")) throw error;
    throw refused(`failed to parse platform: ${error.message.replace(/^invalid JSON: /, "")}`);
  }
}

function refused(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}
