/** One operation of the API, as `routes.gen.ts` lists them. */
export interface Operation {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** `{name}` stands for any text, slashes included, as in moby's routes. */
  readonly path: string;
  readonly transport: "plain" | "stream" | "hijack" | "websocket";
  readonly query: Readonly<Record<string, QueryKind>>;
  /** The types of the request's and the answer's JSON. */
  readonly body?: string;
  readonly answer?: string;
}

/** How a query parameter is read: `#api/query.ts`. */
export type QueryKind = "string" | "strings" | "bool" | "int" | "filters";
