import { expect, test } from "bun:test";
import { lineRange } from "../source-range.ts";
import { parseExposedPorts } from "./exposed-ports.ts";

function ports(...words: string[]): { readonly ports: string[]; readonly findings: string[] } {
  const findings: string[] = [];
  const report = ({ message }: { readonly message: string }) => findings.push(message);
  return { ports: parseExposedPorts(words, { range: lineRange(1), report }), findings };
}

function refusal(word: string): string {
  try {
    ports(word);
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
}

test("ports and ranges, with their protocols", () => {
  expect(ports("80", "443/udp", "10-12/sctp", "080", "+5", "80/", ":80", "::80")).toEqual({
    ports: ["80/tcp", "443/udp", "10/sctp", "11/sctp", "12/sctp", "80/tcp", "5/tcp", "80/tcp", "80/tcp", "80/tcp"],
    findings: [],
  });
});

test("what is odd is said", () => {
  const odd = "EXPOSE instruction should not define an IP address or host-port mapping, found";
  expect(ports("127.0.0.1:80:81/TCP")).toEqual({
    ports: ["81/tcp"],
    findings: [
      "Defined protocol '127.0.0.1:80:81/TCP' in EXPOSE instruction should be lowercase",
      `${odd} '127.0.0.1:80:81/TCP'`,
    ],
  });
  expect(ports("[::1]:80:80", "8000-8010:80").findings).toEqual([`${odd} '[::1]:80:80'`, `${odd} '8000-8010:80'`]);
});

test("what is none is refused in BuildKit's words", () => {
  expect(refusal("abc")).toBe("invalid containerPort: abc");
  expect(refusal("99999")).toBe("invalid containerPort: 99999");
  expect(refusal("10-5")).toBe("invalid containerPort: 10-5");
  expect(refusal("-5")).toBe("invalid containerPort: -5");
  expect(refusal("5_0")).toBe("invalid containerPort: 5_0");
  expect(refusal("80/foo")).toBe('invalid port: "80/foo": invalid proto: foo');
  expect(refusal("/tcp")).toBe('invalid port: "/tcp": no port specified');
  expect(refusal("80:")).toBe('invalid port: "80:": no port specified');
  expect(refusal("x:80")).toBe("invalid hostPort: x");
  expect(refusal("80-81:80-82")).toBe("invalid ranges specified for container and host Ports: 80-82 and 80-81");
  expect(refusal("1.2.3:80:80")).toBe("invalid IP address: 1.2.3");
  expect(refusal("[::1:80:80")).toBe("invalid IP address [::1: address [::1:: missing ']' in address");
});
