/** The variables that the daemon looks at. */
export type Environment = Readonly<Record<string, string | undefined>>;
