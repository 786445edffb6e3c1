/** FNV-1a of the UTF-16 code units of a text, an unsigned integer of 32 bits. Tells texts apart; not for secrets. */
export const hash32 = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};
