/** The exit code of `run` for a container that could not be made or started: the shell's meaning of it. */
export function failureCode(message: string): 125 | 126 | 127 {
  if (/executable file not found|no such file or directory|system cannot find the file specified/.test(message))
    return 127;
  return /permission denied|is a directory/.test(message) ? 126 : 125;
}
