/** Average advance of a character at 12 px, used to keep room for text before it is drawn. */
export const CHARACTER_PX = 6.6;

/** Text in lines no longer than a width; a word that is longer than it has a line of its own. */
export const wrapped = (text: string, widthPx: number): readonly string[] => {
  const most = Math.max(1, Math.floor(widthPx / CHARACTER_PX));
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};
