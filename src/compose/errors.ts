/** Why Compose files cannot be used, in the words of Compose. */
export class ComposeError extends Error {
  override readonly name: string = "ComposeError";
}

/** Why a file of variables cannot be read. */
export class EnvironmentFileError extends ComposeError {
  override readonly name = "EnvironmentFileError";
}
