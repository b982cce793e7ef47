/** How long the engine waits for a part before it says that it hangs; each is far above what a busy machine needs. */
export const deadlines = {
  mountMs: 30_000,
  networkMs: 60_000,
  runtimeMs: 120_000,
  killMs: 10_000,
  releaseMs: 30_000,
} as const;
