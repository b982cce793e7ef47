import { CString, dlopen, type Pointer } from "bun:ffi";
import { EngineError, messageOf } from "#base/errors.ts";
import { addressOf, cString } from "../libc.ts";
import type { NftCommands } from "./contract.ts";

const library = "libnftables.so.1";
const jsonOutput = 1 << 4;

type Library = ReturnType<typeof openLibrary>;

let opened: Library | undefined;
/** The context of the daemon's own namespace: a context belongs to the namespace it was made in. */
let home: Pointer | undefined;

/**
 * Runs commands in the namespace the thread is in, as one transaction (libnftables(3)).
 * @throws unavailable when the library is missing · system, code `nft`, with nft's words
 */
export function runNft(commands: NftCommands): string {
  opened ??= openLibrary();
  if (commands.netns === undefined) {
    home ??= newContext(opened);
    return run(opened, home, commands);
  }
  const context = newContext(opened);
  try {
    return run(opened, context, commands);
  } finally {
    opened.nft_ctx_free(context);
  }
}

function run(nft: Library, context: Pointer, commands: NftCommands): string {
  nft.nft_ctx_output_set_flags(context, commands.json === true ? jsonOutput : 0);
  const text = cString(commands.text);
  const result = nft.nft_run_cmd_from_buffer(context, addressOf(text) as Pointer);
  const output = textAt(nft.nft_ctx_get_output_buffer(context));
  const errors = textAt(nft.nft_ctx_get_error_buffer(context));
  if (result === 0) return output;
  const words = errors.split("\n").find((line) => line.includes("Error:")) ?? errors;
  throw new EngineError("system", `nft: ${words.replace(/^.*?Error: /, "").trim()}`, { code: "nft", data: { errors } });
}

function newContext(nft: Library): Pointer {
  const context = nft.nft_ctx_new(0);
  if (context === null) throw new EngineError("system", "nft: cannot make a context", { code: "nft" });
  nft.nft_ctx_buffer_output(context);
  nft.nft_ctx_buffer_error(context);
  return Number(context) as Pointer;
}

function textAt(pointer: Pointer | bigint | null): string {
  return pointer === null ? "" : new CString(Number(pointer) as Pointer).toString();
}

function openLibrary() {
  try {
    return dlopen(library, {
      nft_ctx_new: { args: ["u32"], returns: "ptr" },
      nft_ctx_free: { args: ["ptr"], returns: "void" },
      nft_ctx_buffer_output: { args: ["ptr"], returns: "i32" },
      nft_ctx_buffer_error: { args: ["ptr"], returns: "i32" },
      nft_ctx_get_output_buffer: { args: ["ptr"], returns: "ptr" },
      nft_ctx_get_error_buffer: { args: ["ptr"], returns: "ptr" },
      nft_ctx_output_set_flags: { args: ["ptr", "u32"], returns: "void" },
      nft_run_cmd_from_buffer: { args: ["ptr", "ptr"], returns: "i32" },
    }).symbols;
  } catch (error) {
    throw new EngineError("unavailable", `${library} cannot be loaded (Debian: libnftables1): ${messageOf(error)}`);
  }
}
