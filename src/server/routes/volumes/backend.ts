import type { Volume, VolumeCreateRequest, VolumeListResponse, VolumePruneReport } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Filters } from "#formats/filters.ts";

/** What the volume routes need of an engine. */
export interface VolumeBackend {
  list(op: Op, filters: Filters): Promise<VolumeListResponse>;
  create(op: Op, request: VolumeCreateRequest): Promise<Volume>;
  inspect(op: Op, name: string): Promise<Volume>;
  remove(op: Op, name: string, options: { readonly force: boolean }): Promise<void>;
  prune(op: Op, filters: Filters): Promise<VolumePruneReport>;
}
