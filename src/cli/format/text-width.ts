const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** A sequence that sets colours and the like, or one character. */
const pieces = /\x1b\[[0-9;?]*[A-Za-z]|./gsu;

/** Columns that a character takes on a terminal. @see UAX 11, East Asian Width */
export const charWidth = (char: string): number => (wide.test(char) ? 2 : 1);

const pieceWidth = (piece: string): number => (piece.startsWith("\x1b[") || piece < " " ? 0 : charWidth(piece));

/** Columns that a text takes on a terminal, without what only moves it or colours it. */
export function textWidth(text: string): number {
  return (text.match(pieces) ?? []).reduce((sum, piece) => sum + pieceWidth(piece), 0);
}

/** As much of a text as `columns` columns have room for; all its colours. */
export function cutToWidth(text: string, columns: number): string {
  let left = columns;
  let cut = "";
  for (const piece of text.match(pieces) ?? []) {
    const width = pieceWidth(piece);
    if (width > left) left = 0;
    if (width > 0 && left === 0) continue;
    cut += piece;
    left -= width;
  }
  return cut;
}
