import { readFileSync } from "node:fs";

/** The id of a group by its name or number; undefined when there is none. @see group(5) */
export function groupId(name: string, file = "/etc/group"): number | undefined {
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [found, , id] = line.split(":");
    if (found === name && id !== undefined && /^\d+$/.test(id)) return Number(id);
  }
  return /^\d+$/.test(name) ? Number(name) : undefined;
}
