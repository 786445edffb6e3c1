/** Whether a text has every word that is looked for, in whatever order and in capitals or not; of no words any text has all. */
export const hasWords = (text: string, wanted: string): boolean => {
  const within = text.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
};
