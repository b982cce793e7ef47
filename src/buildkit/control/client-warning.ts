import { parseDigest } from "#base/digest.ts";
import type { BuildWarning } from "#core/build/progress.ts";
import type { WarnRequest } from "../gen/gateway.gen.ts";

/** A warning that a client adds to those of a build. @throws invalid-argument */
export function warningOf({ digest, level, short, detail, url, info, ranges }: WarnRequest): BuildWarning {
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return {
    vertex: parseDigest(digest),
    level: Number(level),
    short: text(short),
    detail: detail.map(text),
    ...(url === "" ? {} : { url }),
    ...(info === undefined
      ? {}
      : {
          location: {
            source: { fileName: info.filename, language: info.language, text: text(info.data) },
            ranges: ranges.flatMap(({ start, end }) =>
              start === undefined || end === undefined ? [] : [{ start, end }],
            ),
          },
        }),
  };
}
