/** Whether it is an IPv4 or IPv6 address. node:net is loaded only then: few commands need it. */
export function isIpAddress(text: string): boolean {
  return process.getBuiltinModule("node:net").isIP(text) !== 0;
}
