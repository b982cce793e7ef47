import { bool } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";

/** Signatures of Docker Content Trust (Notary v1) are not checked; asking for them is refused, not passed over. */
export const trustFlag = bool({ usage: "Skip checks of signatures (nothing else is supported)", default: true });

/** @throws Error when signatures are asked for, by the flag or by the environment */
export function checkTrust(io: Io, disabled: boolean): void {
  if (!disabled) throw new Error("not supported: --disable-content-trust=false");
  if (/^(?:1|t|T|TRUE|true|True)$/.test(io.env["DOCKER_CONTENT_TRUST"] ?? "")) {
    throw new Error("not supported: DOCKER_CONTENT_TRUST");
  }
}
