/** What a client needs to speak TLS with an engine. Texts are PEM. */
export interface ClientTls {
  /** Who may sign the engine's certificate; the system's authorities without it. */
  readonly ca?: Uint8Array;
  /** The client's own certificate and key: both or none. */
  readonly cert?: Uint8Array;
  readonly key?: Uint8Array;
  /** Takes whatever certificate the engine shows. */
  readonly skipVerify?: boolean;
}
