// What a program of checks under Node is made of: see foreign-checks.ts.

/** @type {Array<[string, () => Promise<void>]>} */
const checks = [];

export function check(name, run) {
  checks.push([name, run]);
}

/** Runs the checks one after the other and reports each. */
export async function runChecks() {
  // Some clients let go of their sockets, so that nothing else keeps Node waiting.
  const awake = setInterval(() => {}, 1000);
  for (const [name, run] of checks) {
    let error = null;
    try {
      await run();
    } catch (failure) {
      error = failure instanceof Error ? String(failure.stack) : String(failure);
    }
    console.log(JSON.stringify({ check: name, error }));
  }
  clearInterval(awake);
}
