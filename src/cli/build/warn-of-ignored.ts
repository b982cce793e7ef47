import type { Io } from "../io/io.ts";

/** Flags that were the former builder's, and what buildx says to them. */
const remarks = {
  isolation: "isolation flag is deprecated with BuildKit.",
  "security-opt": 'security-opt flag is deprecated. "RUN --security=insecure" should be used with BuildKit.',
} as const;

/** Says of flags that do nothing that they do nothing, where buildx says so. */
export function warnOfIgnored({ stderr }: Io, changed: (name: keyof typeof remarks) => boolean): void {
  for (const [name, remark] of Object.entries(remarks))
    if (changed(name as keyof typeof remarks)) stderr.write(`WARNING: ${remark}\n`);
}
