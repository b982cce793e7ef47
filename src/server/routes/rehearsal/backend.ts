import type { Op } from "#base/op.ts";
import type { RehearsalOutcome, RehearsedAct } from "#core/rehearsal/contract.ts";

/** What the route of rehearsals needs of an engine. */
export interface RehearsalBackend {
  /** Changes nothing. */
  rehearse(op: Op, acts: readonly RehearsedAct[]): Promise<RehearsalOutcome[]>;
}
