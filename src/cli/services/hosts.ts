import { checkExtraHost } from "../container-spec/names.ts";
import { list } from "../flags/lists.ts";
import { containerOf, part, setOrDelete } from "./part.ts";

/** `NAME:ADDRESS` as a line of /etc/hosts. */
function lineOf(mapping: string): string {
  const at = mapping.indexOf(":");
  return `${mapping.slice(at + 1)} ${mapping.slice(0, at)}`;
}

/** A line without a name, `NAME` or only where the address is that of `NAME:ADDRESS`; undefined where no name is left. */
function withoutName(line: string, removed: readonly string[]): string | undefined {
  const [address = "", ...names] = line.split(/\s+/).filter((word) => word !== "");
  const gone = removed.map((text) => ({ name: text.split(":", 1)[0], only: text.split(":").slice(1).join(":") }));
  const kept = names.filter(
    (name) => !gone.some((one) => one.name === name && (one.only === "" || one.only === address)),
  );
  return kept.length === 0 ? undefined : [address, ...kept].join(" ");
}

export const hosts = part({
  createFlags: { host: list({ usage: "Add a line to /etc/hosts (host:ip)", check: checkExtraHost }) },
  updateFlags: {
    "host-add": list({ usage: "Add a line to /etc/hosts (host:ip)", check: checkExtraHost }),
    "host-rm": list({ usage: "Take a name out of /etc/hosts (host[:ip])" }),
  },
  create(spec, { flags }) {
    setOrDelete(containerOf(spec), "Hosts", flags.host.map(lineOf));
  },
  update(spec, { flags, changed }) {
    if (!changed("host-add") && !changed("host-rm")) return;
    const container = containerOf(spec);
    const kept = (container.Hosts ?? []).map((line) => withoutName(line, flags["host-rm"]));
    const lines = [...kept.filter((line) => line !== undefined), ...flags["host-add"].map(lineOf)];
    setOrDelete(container, "Hosts", [...new Set(lines)]);
  },
});
