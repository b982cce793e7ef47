import { parseUnsigned } from "#base/strconv.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { between } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";

export const command = {
  usage: "CONTAINER [PRIVATE_PORT[/PROTO]]",
  arguments: between(1, 2),
  flags: {},
  aliases: ["docker container port", "docker port"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { args }) => {
  const [name = "", wanted] = args;
  const { NetworkSettings: settings } = await containerInspect(op, client, name);
  const ports = settings?.Ports ?? {};
  const addresses = (port: string): string[] =>
    (ports[port] ?? []).map(({ HostIp, HostPort }) => hostPort(HostIp, HostPort));
  if (wanted !== undefined) {
    const found = addresses(portKey(wanted));
    if (found.length === 0) throw new ExitError(1, `Error: No public port '${wanted}' published for ${name}`);
    return io.stdout.write(found.map((address) => `${address}\n`).join(""));
  }
  const lines = Object.keys(ports).flatMap((port) => addresses(port).map((address) => `${port} -> ${address}\n`));
  io.stdout.write(lines.sort(byNumbers).join(""));
});

function portKey(text: string): string {
  const [number = "", protocol = "tcp"] = text.split("/");
  try {
    parseUnsigned(number, { bits: 16 });
  } catch (error) {
    throw new ExitError(1, `Error: invalid port (${number}): ${(error as Error).message}`);
  }
  return `${number}/${protocol}`;
}

function hostPort(ip: string | undefined, port: string | undefined): string {
  return ip?.includes(":") === true ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function byNumbers(a: string, b: string): number {
  const difference = Number.parseInt(a, 10) - Number.parseInt(b, 10);
  return difference !== 0 ? difference : a < b ? -1 : 1;
}
