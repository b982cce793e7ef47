import type { Digest } from "#base/digest.ts";
import type { OpenTree } from "#core/build/file-worker.ts";
import { closeFd } from "#sys/files/calls.ts";
import type { Cancellation } from "../cancellation.ts";
import { applyActions } from "./apply.ts";
import { describeSelection } from "./describe.ts";
import { differencesOf } from "./description.ts";
import { DescriptionStore } from "./description-store.ts";
import { DigestCache } from "./digest-cache.ts";
import { OpenViews } from "./open-views.ts";
import type { BuildFileJob, BuildFileResult } from "./protocol.ts";
import { readFileOf } from "./read-file.ts";
import { SelectionFilter } from "./selection-filter.ts";
import { entriesOf, statOf } from "./show-entries.ts";
import { beginSync, finishSync } from "./sync.ts";
import { TargetTree } from "./target-tree.ts";
import { TreeCopier } from "./tree-copier.ts";

/** As many are told at the most: a person reads them. */
const maxDifferences = 100;

/** Does a job of a Worker. */
export async function perform(job: BuildFileJob, cancellation: Cancellation): Promise<BuildFileResult> {
  switch (job.kind) {
    case "apply": {
      using views = new OpenViews(job.trees);
      await applyActions(job, views, cancellation);
      return undefined;
    }
    case "describe":
      return describe(job, cancellation);
    case "differences": {
      const store = new DescriptionStore(job.descriptions);
      const [former, present] = [store.get(job.former), store.get(job.present)];
      return former === undefined || present === undefined ? undefined : differencesOf(former, present, maxDifferences);
    }
    case "read": {
      using views = new OpenViews([job.tree]);
      const view = views.view(0);
      return view === undefined ? undefined : readFileOf(view, job.file);
    }
    case "stat": {
      using views = new OpenViews([job.tree]);
      const view = views.view(0);
      return view === undefined ? undefined : statOf(view, job.path);
    }
    case "read-folder": {
      using views = new OpenViews([job.tree]);
      const view = views.view(0);
      return view === undefined ? undefined : entriesOf(view, job.folder);
    }
    case "begin-sync":
      return beginSync(job.folder, job.entries, cancellation);
    case "finish-sync":
      finishSync(job.folder, job.entries, job.written);
      return undefined;
    case "copy-whole":
      return copyWhole(job.tree, job.target, cancellation);
  }
}

function describe(job: Extract<BuildFileJob, { kind: "describe" }>, cancellation: Cancellation): Digest {
  using views = new OpenViews([job.tree]);
  const cache = new DigestCache(job.cachePath, { ignoreDevice: job.tree.at === "tree" });
  const { bytes, digest } = describeSelection({ view: views.view(0), cache, cancellation }, job.selection).finish();
  cache.save();
  new DescriptionStore(job.descriptions).put(digest, bytes);
  return digest;
}

function copyWhole(tree: OpenTree, root: number, cancellation: Cancellation): undefined {
  using views = new OpenViews([tree]);
  const view = views.view(0);
  const source = view?.locate("/", { follow: true });
  if (view === undefined || source === undefined) return undefined;
  using target = new TargetTree(root);
  const rules = {
    owner: undefined,
    mode: undefined,
    filter: new SelectionFilter({ includePatterns: [], excludePatterns: [] }),
    alwaysReplace: false,
  };
  try {
    new TreeCopier({ view, target }, rules, cancellation).copy(source, "/");
  } finally {
    closeFd(source.inode);
  }
}
