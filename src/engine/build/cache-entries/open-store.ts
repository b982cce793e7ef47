import type { GhaPlace, S3Place } from "#core/build/cache/entry-options.ts";
import type { ProxySettings } from "#registry/http/proxy.ts";
import { EntryHttp } from "./entry-http.ts";
import type { EntryStore } from "./entry-store.ts";
import { GhaStore } from "./gha-store.ts";
import { S3Store } from "./s3-store.ts";

/** Of a service that keeps entries. To be closed. @throws invalid-argument */
export function openEntryStore(place: GhaPlace | S3Place, proxies: ProxySettings): EntryStore & Disposable {
  const http = new EntryHttp(proxies);
  const store = place.type === "gha" ? new GhaStore(place, http) : new S3Store(place, http);
  return Object.assign(store, { [Symbol.dispose]: () => http[Symbol.dispose]() });
}
