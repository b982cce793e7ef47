import { indentJson } from "../format/indent-json.ts";
import { goJson } from "../format/table.ts";

/** What a context says, as its `meta.json` has it. */
export interface ContextMetadata {
  readonly Name: string;
  /** `Description`, and what others put beside it. */
  readonly Metadata: Readonly<Record<string, unknown>>;
  readonly Endpoints: Readonly<Record<string, Endpoint>>;
}

/** Where a context's engine is. */
export interface Endpoint {
  readonly Host?: string;
  readonly SkipTLSVerify?: boolean;
}

/** Files of TLS material by the name of the endpoint and their own. */
export type TlsMaterial = Readonly<Record<string, Readonly<Record<string, Uint8Array>>>>;

export const defaultName = "default";
export const defaultDescription = "Current DOCKER_HOST based configuration";

/** `meta.json` as Docker writes it. */
export function encodeMetadata({ Name, Metadata, Endpoints }: ContextMetadata): string {
  return goJson({ Name, Metadata: sorted(Metadata), Endpoints: mapped(sorted(Endpoints), endpointJson) });
}

/** @throws SyntaxError when the text is no JSON */
export function decodeMetadata(text: string): ContextMetadata {
  const { Name = "", Metadata, Endpoints } = JSON.parse(text) as Partial<ContextMetadata>;
  return { Name, Metadata: Metadata ?? {}, Endpoints: Endpoints ?? {} };
}

export function descriptionOf({ Metadata }: ContextMetadata): string {
  const description = Metadata["Description"];
  return typeof description === "string" ? description : "";
}

/** The same metadata with another description; an empty one is none. */
export function withDescription(
  metadata: ContextMetadata["Metadata"],
  description: string,
): ContextMetadata["Metadata"] {
  const { Description: _, ...others } = metadata;
  return description === "" ? others : { ...others, Description: description };
}

/** What `context inspect` prints of a context. */
export interface ContextView extends ContextMetadata {
  readonly TLSMaterial: Readonly<Record<string, readonly string[]>>;
  readonly Storage: { readonly MetadataPath: string; readonly TLSPath: string };
}

export function viewText(view: ContextView): string {
  return goJson({
    Name: view.Name,
    Metadata: sorted(view.Metadata),
    Endpoints: mapped(sorted(view.Endpoints), endpointJson),
    TLSMaterial: view.TLSMaterial,
    Storage: view.Storage,
  });
}

export function viewsText(views: readonly ContextView[]): string {
  return views.length === 0 ? "[]" : indentJson(`[${views.map(viewText).join(",")}]`);
}

function endpointJson({ Host, SkipTLSVerify }: Endpoint): Endpoint {
  return { ...(Host ? { Host } : {}), SkipTLSVerify: SkipTLSVerify === true };
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mapped<T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
