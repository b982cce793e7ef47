import type { Port } from "#api/types.gen.ts";

interface Group {
  first: number;
  last: number;
}

/** The ports of a container in one line: runs of equal host and container numbers are joined. */
export function portsText(ports: readonly Port[]): string {
  const groups = new Map<string, Group>();
  const done: string[] = [];
  const mapped: string[] = [];
  for (const port of [...ports].sort(comparePorts)) {
    const { PrivatePort: number, PublicPort: publicNumber, IP: ip = "", Type: type } = port;
    if (ip !== "" && publicNumber !== number) {
      mapped.push(`${hostPort(ip, String(publicNumber ?? 0))}->${number}/${type}`);
      continue;
    }
    const key = ip === "" ? type : `${ip}/${type}`;
    const group = groups.get(key);
    if (group !== undefined && number === group.last + 1) {
      group.last = number;
      continue;
    }
    if (group !== undefined) done.push(groupText(key, group));
    groups.set(key, { first: number, last: number });
  }
  for (const [key, group] of groups) done.push(groupText(key, group));
  return [...done, ...mapped].join(", ");
}

function groupText(key: string, { first, last }: Group): string {
  const range = first === last ? String(first) : `${first}-${last}`;
  const at = key.indexOf("/");
  if (at < 0) return `${range}/${key}`;
  return `${hostPort(key.slice(0, at), range)}->${range}/${key.slice(at + 1)}`;
}

function hostPort(ip: string, port: string): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function comparePorts(a: Port, b: Port): number {
  return (
    a.PrivatePort - b.PrivatePort ||
    compareText(a.IP ?? "", b.IP ?? "") ||
    (a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
    compareText(a.Type, b.Type)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
