import { bool, string } from "../flags/scalars.ts";

/** The flags that every command of buildx takes, in front of its name too. */
export const buildxFlags = {
  builder: string({ usage: "The builder, where it is not the one in use" }),
  debug: bool({ short: "D", usage: "Print what happens inside" }),
};
