import { join } from "node:path";
import type { BuildFileWorker } from "#core/build/file-worker.ts";
import type { KeptFolders } from "#core/build/kept-folders.ts";
import type { SourceRunners } from "#core/build/runners.ts";
import type { BuiltImages } from "../../images/built-images.ts";
import { GitSources } from "./git/git-source.ts";
import { DownloadStore } from "./http/download-store.ts";
import { HttpSources } from "./http/http-source.ts";
import { LocalSources } from "./local-source.ts";
import { OciLayoutSources } from "./oci-layout/oci-layout-source.ts";

export interface SourcesDependencies {
  /** A folder for what sources keep beside the cache of builds (docs/state.md, `build-files`). */
  readonly path: string;
  readonly worker: BuildFileWorker;
  readonly folders: KeptFolders;
  readonly images: Pick<BuiltImages, "content" | "hold" | "holding" | "store">;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What brings trees to builds. Takes away first what an engine that was killed left of its downloads and checkouts. */
export async function openSources(deps: SourcesDependencies): Promise<SourceRunners> {
  const { path, worker, folders, images, now } = deps;
  const store = new DownloadStore(join(path, "http"));
  const git = new GitSources({ worker, path: join(path, "git") });
  await Promise.all([store.recover(), git.recover()]);
  return {
    local: new LocalSources({ worker, folders, now }),
    http: new HttpSources({ worker, store }),
    git,
    "oci-layout": new OciLayoutSources(images),
  };
}
