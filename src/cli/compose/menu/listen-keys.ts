import type { Input } from "../../io/io.ts";
import type { KeyMenu } from "./key-menu.ts";

/** What the keys of the menu lead to. */
export interface MenuActions {
  interrupt(): void;
  detach(): void;
  /** `undefined` where there is nothing to watch. */
  readonly toggleWatch: (() => void) | undefined;
}

const unwatched = "watch is not yet configured. Learn more: \x1b[36mhttps://docs.docker.com/compose/file-watch/\x1b[0m";

/** Takes the terminal's keys until it is stopped or interrupted; gives the function that stops. */
export function listenKeys(stdin: Input, menu: KeyMenu, actions: MenuActions): () => void {
  const ended = new AbortController();
  const restore = stdin.setRaw();
  const stop = (): void => {
    if (ended.signal.aborted) return;
    ended.abort();
    restore();
    menu.hide();
  };
  void readKeys().catch(stop);
  return stop;

  async function readKeys(): Promise<void> {
    for await (const chunk of stdin.read(ended.signal))
      for (const letter of new TextDecoder().decode(chunk)) pressed(letter);
  }

  function pressed(letter: string): void {
    switch (letter) {
      case "w":
        if (actions.toggleWatch === undefined) menu.fail("Watch", unwatched);
        else actions.toggleWatch();
        return;
      case "d":
        stop();
        actions.detach();
        return;
      case "\x03":
        stop();
        actions.interrupt();
        return;
      case "\x1a":
        process.kill(0, "SIGSTOP");
        return;
      case "\r":
      case "\n":
        menu.out.write("\n");
        menu.show();
        return;
      default:
        return;
    }
  }
}
