import type { CommandEntry } from "../../command.ts";

/** Signatures of Docker Content Trust (Notary v1): known, and refused by name. */
export const trustCommands: readonly CommandEntry[] = [
  {
    name: "key",
    section: "management",
    short: "Commands about keys that sign images",
    children: () => import("./key/index.ts").then((module) => module.keyCommands),
  },
  {
    name: "signer",
    section: "management",
    short: "Commands about who may sign images",
    children: () => import("./signer/index.ts").then((module) => module.signerCommands),
  },
  {
    name: "inspect",
    short: "Show the keys and signatures of images",
    isRefused: true,
    load: () => import("./inspect.ts"),
  },
  { name: "revoke", short: "Take the signature of an image back", isRefused: true, load: () => import("./revoke.ts") },
  { name: "sign", short: "Sign an image", isRefused: true, load: () => import("./sign.ts") },
];
