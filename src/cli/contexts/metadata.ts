import { compareBytes } from "#formats/go-template/value.ts";
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
  return goJson({ Name, Metadata: sorted(Metadata), Endpoints: endpointsJson(Endpoints) });
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
    Endpoints: endpointsJson(view.Endpoints),
    TLSMaterial: view.TLSMaterial,
    Storage: view.Storage,
  });
}

export function viewsText(views: readonly ContextView[]): string {
  return views.length === 0 ? "[]" : indentJson(`[${views.map(viewText).join(",")}]`);
}

/** Endpoints of other kinds than Docker's stay as they are. */
function endpointsJson({ docker, ...others }: ContextMetadata["Endpoints"]): unknown {
  return sorted(docker === undefined ? others : { ...others, docker: endpointJson(docker) });
}

function endpointJson({ Host, SkipTLSVerify }: Endpoint): Endpoint {
  return { ...(Host ? { Host } : {}), SkipTLSVerify: SkipTLSVerify === true };
}

/** With the keys of all objects in Go's order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compareBytes(a, b));
  return Object.fromEntries(entries.map(([key, of]) => [key, sorted(of)]));
}
