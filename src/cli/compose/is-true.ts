/** As Compose reads its variables: `1`, `t` and `true`, in any case. */
export const isTrue = (text: string | undefined): boolean => /^(?:1|t|true)$/i.test((text ?? "").trim());
