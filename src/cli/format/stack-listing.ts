import type { Listing } from "./table.ts";

/** A stack, by the label of its services. */
export interface Stack {
  readonly name: string;
  readonly services: number;
}

/** What `stack ls` can show of a stack. */
export const stackListing: Listing<Stack> = {
  typeName: "*formatter.stackContext",
  columns: {
    Name: { header: "NAME", value: ({ name }) => name },
    Services: { header: "SERVICES", value: ({ services }) => String(services) },
  },
};
