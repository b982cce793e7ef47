import type { EngineAddress } from "./connection.ts";

export type SshAddress = Extract<EngineAddress, { kind: "ssh" }>;

/** The command line that leads to the engine, as Docker's client has it; `options` of ssh stand in front. */
export function sshCommand(address: SshAddress, options: readonly string[] = []): string[] {
  const { hostname, path } = address;
  return [
    "ssh",
    ...options,
    ...destinationFlags(address),
    ...["-o", "ConnectTimeout=30", "-T", "--"],
    shellWord(hostname),
    "docker",
    ...(path === "" ? [] : [shellWord(`--host=unix://${path}`)]),
    ...["system", "dial-stdio"],
  ];
}

/** The command line that has ssh print what its configuration says about the machine. */
export function sshConfigCommand(address: SshAddress): string[] {
  return ["ssh", "-G", ...destinationFlags(address), "--", shellWord(address.hostname)];
}

function destinationFlags({ user, port }: SshAddress): string[] {
  return [...(user === undefined ? [] : ["-l", user]), ...(port === undefined ? [] : ["-p", String(port)])];
}

/** The other side's shell reads the words once more. */
function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+:,./][\w@%+:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
