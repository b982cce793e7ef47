/** Whether the user wants no colours, wherever output goes. @see https://no-color.org */
export const wantsNoColor = (env: Readonly<Record<string, string | undefined>>): boolean =>
  (env["NO_COLOR"] ?? "") !== "";
