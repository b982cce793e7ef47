import { alignTabs, factTabs } from "../format/tabwriter.ts";
import { goTime } from "../format/text.ts";
import type { NamedValue } from "./attributes.ts";
import { spanText } from "./listing.ts";
import type { BuildReport, ReportedConfig } from "./report.ts";
import { codeNames } from "./report-error.ts";

type Fact = readonly [label: string, value: string];

/** A build in words, in buildx's layout. @param options fullRef: `builder/node/id`; isChosen: its id was given */
export function reportText(
  report: BuildReport,
  options: { readonly fullRef: string; readonly isChosen: boolean },
): string {
  const { Materials: materials, Attachments: attachments, Error: error } = report;
  return [
    facts(placeFacts(report, options.isChosen)),
    "\n",
    values("NAMED CONTEXT", report.NamedContexts),
    facts(courseFacts(report)),
    "\n",
    facts(configFacts(report.Config)),
    "\n",
    values("BUILD ARG", report.BuildArgs),
    values("LABEL", report.Labels),
    materials.length === 0
      ? ""
      : `Materials:\n${table([["URI", "DIGEST"], ...materials.map(({ URI, Digests }) => [URI, Digests.join(", ")])])}\n`,
    attachments.length === 0
      ? ""
      : `Attachments:\n${table([
          ["DIGEST", "PLATFORM", "TYPE"],
          ...attachments.map(({ Digest, Platform, Type }) => [Digest, Platform, Type]),
        ])}\n`,
    error?.Sources ?? "",
    error === undefined || error.Logs.length === 0
      ? ""
      : `Logs:\n> => ${error.Name}:\n${error.Logs.map((line) => `> ${line}\n`).join("")}\n`,
    `Print build logs: docker buildx history logs ${report.Ref}\n`,
    `View build in Docker Desktop: docker-desktop://dashboard/build/${options.fullRef}\n`,
  ].join("");
}

function placeFacts(report: BuildReport, isChosen: boolean): Fact[] {
  return [
    ["Name", report.Name],
    ["Ref", isChosen ? "" : report.Ref],
    ["Context", report.Context],
    ["Dockerfile", report.Dockerfile],
    ["VCS Repository", report.VCSRepository],
    ["VCS Revision", report.VCSRevision],
    ["Target", report.Target],
    ["Platforms", report.Platform.join(", ")],
    ["Keep Git Dir", report.KeepGitDir ? "true" : ""],
  ];
}

function courseFacts(report: BuildReport): Fact[] {
  const { NumCachedSteps: cached, NumTotalSteps: total, NumCompletedSteps: completed, Error: error } = report;
  const share = total === 0 ? "NaN" : String(toEven((cached / total) * 100));
  return [
    ["Started", goTime(report.StartedAt / 1000).slice(0, "2006-01-02 15:04:05".length)],
    ["Duration", `${spanText(report.Duration)}${report.Status === "running" ? " (running)" : ""}`],
    ["Error", report.Status === "failed" ? `${codeNames[error?.Code ?? 0] ?? "Unknown"} ${error?.Message ?? ""}` : ""],
    ["Status", report.Status === "canceled" ? "Canceled" : ""],
    ["Build Steps", `${completed}/${total} (${share}% cached)`],
  ];
}

function configFacts(config: ReportedConfig): Fact[] {
  return [
    ["Network", config.Network],
    ["Hostname", config.Hostname],
    ["Extra Hosts", config.ExtraHosts.join(", ")],
    ["Cgroup Parent", config.CgroupParent],
    ["Image Resolve Mode", config.ImageResolveMode],
    ["Multi-Platform", config.MultiPlatform ? "true" : ""],
    ["No Cache", config.NoCache ? "true" : ""],
    ["No Cache Filter", config.NoCacheFilter.join(", ")],
    ["Shm Size", config.ShmSize],
    ["Resource Limits", config.Ulimit],
    ["Cache Mount Namespace", config.CacheMountNS],
    ["Dockerfile Check Config", config.DockerfileCheckConfig],
    ["Source Date Epoch", config.SourceDateEpoch],
    ["Sandbox Hostname", config.SandboxHostname],
    ...config.RestRaw.map(({ Name, Value }): Fact => [Name, Value]),
  ];
}

/** As Go rounds. */
function toEven(number: number): number {
  const rounded = Math.round(number);
  return rounded - number === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

/** Those that say something. */
function facts(all: readonly Fact[]): string {
  return table(all.filter(([, value]) => value !== "").map(([label, value]) => [`${label}:`, value]));
}

function values(title: string, named: readonly NamedValue[]): string {
  if (named.length === 0) return "";
  return `${table([[title, "VALUE"], ...named.map(({ Name, Value }) => [Name, Value])])}\n`;
}

function table(rows: readonly (readonly string[])[]): string {
  return alignTabs(rows.map((cells) => `${cells.join("\t")}\n`).join(""), factTabs);
}
