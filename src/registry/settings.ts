import type { Timings } from "./http/connect.ts";
import type { ProxySettings } from "./http/proxy.ts";

/** How registries are reached: what the daemon's configuration says. Asked for anew with every repository. */
export interface RegistrySettings {
  /** `registry-mirrors`: URLs, for the Hub alone. */
  readonly mirrors: readonly string[];
  /** `insecure-registries`: hosts and ranges. */
  readonly insecure: readonly string[];
  readonly proxies: ProxySettings;
  readonly maxDownloads: number;
  readonly maxUploads: number;
  readonly maxDownloadAttempts: number;
  /** Folder of one folder a host: certificates. */
  readonly certificatesFolder: string;
  /** Folders of one folder a host: `hosts.toml`, as containerd reads them. The first that has one counts. */
  readonly hostsFolders?: readonly string[];
  /** A file in the form of containers-registries.conf(5). */
  readonly registriesConf?: string;
  /** `User-Agent`. */
  readonly userAgent: string;
  readonly timings: Timings;
  /** The first wait before a try is repeated; it doubles. */
  readonly retryMs: number;
}
