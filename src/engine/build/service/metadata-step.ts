import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { messageOf } from "#base/errors.ts";
import { BuildError } from "#core/build/errors.ts";
import type { BuildProgress, TaskState } from "#core/build/progress.ts";
import { StepProgress } from "../solver/step-progress.ts";

/** Shows work of a build that is no step of its graph as one: looking up a base image. */
export async function asStep<T>(
  to: { readonly progress: BuildProgress; now(): number },
  name: string,
  work: (task: (state: Omit<TaskState, "vertex">) => void, vertex: Digest) => Promise<T>,
): Promise<T> {
  const digest = digestOf(`step ${name}`);
  const progress = new StepProgress({ digest, inputs: [], name }, to.now);
  progress.join(to.progress);
  progress.started();
  try {
    const result = await work(progress.task, digest);
    progress.completed();
    return result;
  } catch (error) {
    progress.failed(messageOf(error));
    throw BuildError.of(error, { vertex: digest });
  }
}
