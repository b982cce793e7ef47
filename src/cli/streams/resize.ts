import type { Io, WindowSize } from "../io/io.ts";

const attempts = 10;
const pauseMs = 10;

/** Keeps the size of a remote terminal equal to ours; gives the function that stops. */
export function followWindowSize(io: Io, resize: (size: WindowSize) => Promise<void>): () => void {
  const apply = async (): Promise<void> => {
    const size = io.stdout.windowSize();
    if (size.rows !== 0 || size.columns !== 0) await resize(size);
  };
  void firstResize(io, apply);
  return io.signals.listen(["SIGWINCH"], () => void apply().catch(() => {}));
}

/** The process may not be there yet: its terminal is asked for until it is. */
async function firstResize(io: Io, apply: () => Promise<void>): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      return await apply();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, attempt * pauseMs));
    }
  }
  io.stderr.write("failed to resize tty, using default size\n");
}
