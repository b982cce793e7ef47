import { ptr } from "bun:ffi";
import { openLibc } from "./open-libc.ts";

/** More than any system's `struct termios`. */
const termiosSize = 128;
/** TCSANOW */
const now = 0;

/**
 * Switches all work of the terminal off, that on its output too, which Bun's own raw mode leaves on; gives the function that
 * restores it. @see termios(3), cfmakeraw
 */
export function makeTerminalRaw(fd: number): () => void {
  const { symbols } = openLibc({
    tcgetattr: { args: ["int", "ptr"], returns: "int" },
    tcsetattr: { args: ["int", "int", "ptr"], returns: "int" },
    cfmakeraw: { args: ["ptr"], returns: "void" },
  });
  const before = new Uint8Array(termiosSize);
  if (symbols.tcgetattr(fd, ptr(before)) !== 0) return () => {};
  const raw = before.slice();
  symbols.cfmakeraw(ptr(raw));
  symbols.tcsetattr(fd, now, ptr(raw));
  return () => void symbols.tcsetattr(fd, now, ptr(before));
}
