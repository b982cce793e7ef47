/** What one client may make us hold. BuildKit's own limit of a message is 16 MiB (containerd defaults). */
export const limits = {
  messageBytes: 16 * 1024 * 1024,
  /** Of a stream, before we have read it. */
  windowBytes: 1024 * 1024,
  /** Open at one time on one connection. */
  streams: 512,
} as const;
