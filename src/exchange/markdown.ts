import { oneLine } from './show.ts';

/** Characters that Markdown or the HTML inside it could take for more than themselves. */
const ACTIVE = /[\\`*_[\]<>&|~$]/g;

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** Text of unknown origin as itself on one line of Markdown: no markup, no HTML, no cell of its own. */
export const markdownText = (text: string): string =>
  oneLine(text.replace(/\s+/g, ' ')).replace(ACTIVE, (character) => ENTITIES[character] ?? `\\${character}`);
