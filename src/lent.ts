import type { MainOptions } from "#cli/connect.ts";
import type { OpenRepository } from "#cli/registry/open-repository.ts";

/** What needs foreign functions of Linux; loaded when it is needed: they cost a millisecond. */
export const lentOnLinux: MainOptions = {
  makeTerminalRaw(fd) {
    const loaded = require("#sys/raw-terminal.ts") as typeof import("#sys/raw-terminal.ts");
    return loaded.makeTerminalRaw(fd);
  },
  tryLockFile(path) {
    const loaded = require("#sys/lock-file.ts") as typeof import("#sys/lock-file.ts");
    return loaded.tryLockFile(path);
  },
};

export const openRepository: OpenRepository = async (name, access) => {
  const loaded = await import("#daemon/registry/open-repository.ts");
  return loaded.openRepository(name, access);
};
