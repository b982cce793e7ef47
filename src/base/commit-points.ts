/** Called at each pass of a commit point, with its name. */
export type CommitPointHook = (name: string) => void;

let hook: CommitPointHook | undefined;

/**
 * Marks an instant at which a crash must lose nothing, such as `store.before-commit`. Does nothing unless armed:
 * the crash sweep ends the daemon at the N-th pass of each point.
 */
export function commitPoint(name: string): void {
  if (hook !== undefined) hook(name);
}

/** Sets what happens at commit points in this thread; `undefined` disarms. */
export function armCommitPoints(onPass: CommitPointHook | undefined): void {
  hook = onPass;
}

/**
 * Parses `GANTRY_KILL_AT`: `<name>:<pass>`, the pass counted from 1.
 * @throws RangeError when the pass is not a positive number
 */
export function parseKillAt(text: string): { readonly name: string; readonly pass: number } {
  const colon = text.lastIndexOf(":");
  const pass = Number(text.slice(colon + 1));
  if (colon <= 0 || !Number.isInteger(pass) || pass < 1)
    throw new RangeError(`invalid GANTRY_KILL_AT (want <commit point>:<pass>): ${JSON.stringify(text)}`);
  return { name: text.slice(0, colon), pass };
}

/** A hook that counts passes of one point and calls `kill` at the chosen one, after `record` has seen every pass. */
export function killAtPass(
  target: { readonly name: string; readonly pass: number } | undefined,
  actions: { readonly kill: () => void; readonly record?: (name: string) => void },
): CommitPointHook {
  let passes = 0;
  return (name) => {
    actions.record?.(name);
    if (target === undefined || name !== target.name) return;
    passes += 1;
    if (passes === target.pass) actions.kill();
  };
}

/**
 * A hook that asks for its order at each pass: `<name>:<pass>`, the pass counted from when that order was first seen;
 * undefined for none. So one process can be told late, and told anew, where it is to end.
 */
export function killOnOrder(
  orderNow: () => string | undefined,
  actions: { readonly kill: () => void; readonly record?: (name: string) => void },
): CommitPointHook {
  let order: string | undefined;
  let obey: CommitPointHook | undefined;
  return (name) => {
    actions.record?.(name);
    const latest = orderNow();
    if (latest !== order) {
      order = latest;
      obey = latest === undefined ? undefined : killAtPass(parseKillAt(latest), { kill: actions.kill });
    }
    obey?.(name);
  };
}
