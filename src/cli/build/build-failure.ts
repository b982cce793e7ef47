import { messageOf } from "#base/errors.ts";

/** Why a build failed. */
export class BuildFailure extends Error {
  override readonly name = "BuildFailure";

  /** @param isSolving whether the engine had begun · target: of several */
  constructor(
    readonly reason: unknown,
    readonly isSolving: boolean,
    readonly target?: string,
  ) {
    const who = isSolving && target !== undefined ? `target ${target}: ` : "";
    super(`${who}${isSolving ? "failed to solve: " : ""}${messageOf(reason)}`);
  }

  /** The same, of one target among several. */
  of(target: string): BuildFailure {
    return new BuildFailure(this.reason, this.isSolving, this.target ?? target);
  }
}
