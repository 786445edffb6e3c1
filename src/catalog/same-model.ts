/** Lower-case words of a name, joined as ids are. */
export const words = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** A model without what the catalogue says of it in brackets: "PowerEdge XE9680 (8x H100 SXM)" is the "PowerEdge XE9680". */
const bare = (model: string): string => words(model.replace(/\s*\(.*$/, ''));

export const sameModel = (known: string, given: string): boolean => bare(known) === bare(given);

/** The given name leaves out which of several it is, as "DGX A100" does; a bare family name says too little. */
export const moreOfModel = (known: string, given: string): boolean =>
  /\d/.test(given) && bare(known).startsWith(`${bare(given)}-`);
