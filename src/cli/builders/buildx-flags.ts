import { bool, string } from "../flags/scalars.ts";

/** The flags that every command of buildx takes, in front of its name too. */
export const buildxFlags = {
  // Help shows the one that is meant where none is chosen.
  builder: { ...string({ usage: "The builder, where it is not the one in use" }), defaultText: '"default"' },
  debug: bool({ short: "D", usage: "Enable messages about what happens inside" }),
};
