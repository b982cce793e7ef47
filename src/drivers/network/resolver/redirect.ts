/**
 * Replaces the namespace's own table: what is sent to port 53 of the name server's address comes to the ports that it has,
 * so that port 53 stays free for a program of the container.
 */
export function redirectTable({
  address,
  udp,
  tcp,
}: {
  readonly address: string;
  readonly udp: number;
  readonly tcp: number;
}): string {
  return `add table ip gantry_names
delete table ip gantry_names
table ip gantry_names {
  chain output {
    type nat hook output priority -100; policy accept;
    ip daddr ${address} udp dport 53 dnat to ${address}:${udp}
    ip daddr ${address} tcp dport 53 dnat to ${address}:${tcp}
  }
}
`;
}
