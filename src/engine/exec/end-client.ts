import type { AttachedClient } from "#core/runtime/contract.ts";
import { encodeFrame } from "#formats/stdcopy.ts";
import { closeFd, writeSome } from "#sys/fd.ts";

/** Says `text` to a client that will get no more, and lets it go. Takes its fd. A client that does not read gets nothing. */
export function endWithText(client: AttachedClient, text: string): void {
  const bytes = Buffer.from(text);
  try {
    writeSome(client.fd, client.multiplexed ? encodeFrame("stdout", bytes) : bytes);
  } finally {
    closeFd(client.fd);
  }
}
