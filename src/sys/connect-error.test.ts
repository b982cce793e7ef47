import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { connectError } from "./connect-error.ts";

test("the reason that a connection fails for", async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { readonly port: number };
  expect(await connectError({ protocol: "tcp", address: "127.0.0.1", port }, 1000)).toBeUndefined();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  expect(await connectError({ protocol: "tcp", address: "127.0.0.1", port }, 1000)).toBe("ECONNREFUSED");
  expect(await connectError({ protocol: "udp", address: "127.0.0.1", port }, 1000)).toBeUndefined();
  // An address of no network: RFC 1122, 3.2.1.3 (TCP to a multicast address), and the discard prefix of RFC 6666.
  expect(await connectError({ protocol: "tcp", address: "224.0.0.1", port }, 1000)).toBe("ENETUNREACH");
});

test("IPv6 addresses are read", async () => {
  expect(["ECONNREFUSED", "EADDRNOTAVAIL", "EAFNOSUPPORT", "ENETUNREACH"]).toContain(
    (await connectError({ protocol: "tcp", address: "::1", port: 9 }, 1000)) ?? "",
  );
});
