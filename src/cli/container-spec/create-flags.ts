import { bool, string } from "../flags/scalars.ts";
import { healthFlags } from "./health-flags.ts";
import { isolationFlags } from "./isolation-flags.ts";
import { networkFlags } from "./network-flags.ts";
import { processFlags } from "./process-flags.ts";
import { resourceFlags } from "./resource-flags.ts";
import { storageFlags } from "./storage-flags.ts";

/** Flags that describe a container, for `create` and `run`. */
export const specFlags = {
  ...processFlags,
  ...isolationFlags,
  ...networkFlags,
  ...resourceFlags,
  ...storageFlags,
  ...healthFlags,
};

/** All flags that `create` and `run` share. */
export const createFlags = {
  ...specFlags,
  "disable-content-trust": bool({ usage: "Skip checks of the image's signatures", default: true }),
  name: string({ usage: "Name of the container" }),
  platform: string({ usage: "Platform of the image, where it has several" }),
  pull: string({ usage: 'When to fetch the image ("always", "missing", "never")', default: "missing" }),
  quiet: bool({ short: "q", usage: "Suppress what is told of fetching" }),
};
