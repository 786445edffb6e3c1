/**
 * Where the reader is, kept behind the `#`: a static host needs no rewrite rules, and what a link carries never
 * reaches a server. `#/measure/calibrate?run=abc` is segments [measure, calibrate] with a query.
 */
export interface PageLocation {
  readonly segments: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

export const parseHash = (hash: string): PageLocation => {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  return {
    segments: path.split('/').filter(Boolean).map(decode),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
};

export const formatHash = ({ segments, query }: PageLocation): string => {
  const search = new URLSearchParams(query).toString();
  return `#/${segments.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`;
};
