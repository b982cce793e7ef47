import { EngineError } from "#base/errors.ts";
import type { AgentKey } from "./agent-key.ts";
import { SshReader, sshNumber, sshString } from "./ssh-wire.ts";

/** Types of messages (openssh-portable, PROTOCOL.agent). */
const messages = { failure: 5, identities: 11, identitiesAnswer: 12, sign: 13, signAnswer: 14 } as const;

/** As OpenSSH's agent. */
const maxMessageBytes = 256 * 1024;

/**
 * What an agent answers that has these keys: it lists them and signs with them, and refuses all else, so that nobody changes
 * what it has. Ends with its questions. @throws invalid-argument for a question that is too long
 */
export async function* agentAnswers(
  keys: readonly AgentKey[],
  questions: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  let held = Buffer.of();
  for await (const chunk of questions) {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 4) {
      const length = held.readUInt32BE();
      if (length > maxMessageBytes) throw new EngineError("invalid-argument", "ssh agent: request too large");
      if (held.length < 4 + length) break;
      yield sshString(answer(keys, held.subarray(4, 4 + length)));
      held = held.subarray(4 + length);
    }
  }
}

function answer(keys: readonly AgentKey[], question: Buffer): Buffer {
  try {
    const read = new SshReader(question.subarray(1));
    if (question[0] === messages.identities) return identities(keys);
    if (question[0] === messages.sign) return signature(keys, read);
  } catch {
    // A question that cannot be read, or what cannot be signed.
  }
  return Buffer.of(messages.failure);
}

/** Without comments, as buildx's agent has them. */
function identities(keys: readonly AgentKey[]): Buffer {
  const listed = keys.flatMap(({ publicBlob }) => [sshString(publicBlob), sshString("")]);
  return Buffer.concat([Buffer.of(messages.identitiesAnswer), sshNumber(keys.length), ...listed]);
}

function signature(keys: readonly AgentKey[], read: SshReader): Buffer {
  const [blob, data, flags] = [read.string(), read.string(), read.number()];
  const key = keys.find(({ publicBlob }) => publicBlob.equals(blob));
  if (key === undefined) return Buffer.of(messages.failure);
  return Buffer.concat([Buffer.of(messages.signAnswer), sshString(key.sign(data, flags))]);
}
