export interface LinkedContainer {
  /** `/parent/alias`. */
  readonly fullName: string;
  readonly address: string;
  readonly environment: readonly string[];
  /** `80/tcp` and the like. */
  readonly exposedPorts: readonly string[];
}

interface ExposedPort {
  readonly number: number;
  readonly protocol: string;
}

/** The variables that tell a container of one that it links to, in Docker's order. */
export function linkEnvironment({ fullName, address, environment, exposedPorts }: LinkedContainer): string[] {
  const prefix = fullName
    .slice(fullName.lastIndexOf("/") + 1)
    .toUpperCase()
    .replaceAll("-", "_");
  const target = { prefix, address };
  const ports = sorted(exposedPorts);
  const first = ports[0];
  return [
    ...(first === undefined ? [] : [`${prefix}_PORT=${urlOf(first, address)}`]),
    ...rowsOf(ports).flatMap((row, index, rows) => [
      ...row.slice(0, 1).flatMap((port) => portVariables(port, target)),
      // Docker sees that a row has ended when it has told of the port after it.
      ...ends(rows[index - 1] ?? [], target),
      ...row.slice(1).flatMap((port) => portVariables(port, target)),
      ...(index === rows.length - 1 ? ends(row, target) : []),
    ]),
    `${prefix}_NAME=${fullName}`,
    ...environment.filter(isTold).map((entry) => `${prefix}_ENV_${entry}`),
  ];
}

interface Target {
  readonly prefix: string;
  readonly address: string;
}

/** TCP first, then the other protocols by name; by number within each. */
function sorted(ports: readonly string[]): ExposedPort[] {
  const rank = ({ protocol }: ExposedPort): string => (protocol === "tcp" ? "" : protocol);
  return ports
    .map((port): ExposedPort => {
      const [number = "", protocol = "tcp"] = port.split("/");
      return { number: Number(number), protocol };
    })
    .sort((a, b) => (rank(a) === rank(b) ? a.number - b.number : rank(a) < rank(b) ? -1 : 1));
}

/** Ports of one protocol whose numbers follow each other. */
function rowsOf(ports: readonly ExposedPort[]): ExposedPort[][] {
  const rows: ExposedPort[][] = [];
  for (const port of ports) {
    const last = rows.at(-1)?.at(-1);
    const follows = last !== undefined && port.number === last.number + 1 && port.protocol === last.protocol;
    if (follows) rows.at(-1)?.push(port);
    else rows.push([port]);
  }
  return rows;
}

function portVariables(port: ExposedPort, { prefix, address }: Target): string[] {
  const { number, protocol } = port;
  const own = `${prefix}_PORT_${number}_${protocol.toUpperCase()}`;
  return [
    `${own}=${urlOf(port, address)}`,
    `${own}_ADDR=${address}`,
    `${own}_PORT=${number}`,
    `${own}_PROTO=${protocol}`,
  ];
}

/** Where a row of several ports begins and ends. */
function ends(row: readonly ExposedPort[], { prefix, address }: Target): string[] {
  const [first, last] = [row[0], row.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const own = `${prefix}_PORT_${first.number}_${first.protocol.toUpperCase()}`;
  return [
    `${own}_START=${urlOf(first, address)}`,
    `${own}_PORT_START=${first.number}`,
    `${own}_END=${urlOf(last, address)}`,
    `${own}_PORT_END=${last.number}`,
  ];
}

function urlOf({ number, protocol }: ExposedPort, address: string): string {
  return `${protocol}://${address}:${number}`;
}

/** All but what every container has, and entries without a value. */
function isTold(entry: string): boolean {
  return entry.includes("=") && !entry.startsWith("HOME=") && !entry.startsWith("PATH=");
}
