/**
 * Starts a Worker whose entry is `src/<entry>.ts` (a file named `*.worker.ts`); `tools/build.ts` puts those into the
 * executable, where they lie at a fixed place.
 */
export function startWorker(entry: `${string}.worker`): Worker {
  const compiled = import.meta.path.startsWith("/$bunfs/");
  return new Worker(compiled ? `/$bunfs/root/${entry}.js` : new URL(`../${entry}.ts`, import.meta.url).href);
}
