import { changeConfig } from "../config/save-config.ts";
import type { Io } from "../io/io.ts";

/**
 * Says in the user's configuration whether `docker builder` is buildx, for clients that have both. Other aliases stay as they are.
 */
export function setBuilderAlias(io: Io, command: "buildx" | undefined): void {
  changeConfig(io.engine.configFolder, ({ aliases }) => {
    const { builder: _, ...others } = (aliases ?? {}) as Readonly<Record<string, string>>;
    const kept = command === undefined ? others : { ...others, builder: command };
    return { aliases: Object.keys(kept).length === 0 ? undefined : kept };
  });
}
