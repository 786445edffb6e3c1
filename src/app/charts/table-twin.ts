import { html, type TemplateResult } from 'lit';
import { table } from '../controls/table.ts';
import type { TableTwin } from './xy-data.ts';

/** The numbers of a chart as a table, for screen readers, for copying, and for those who prefer numbers. */
export const tableTwin = (title: string, { head, rows, hrefs }: TableTwin): TemplateResult => html`
  <details>
    <summary>Numbers</summary>
    ${table({
      label: `Numbers of ${title}`,
      columns: head,
      rows: rows.map(([first = '', ...rest], index) => {
        const href = hrefs?.[index];
        return [
          href === undefined ? first : html`<a href=${href}>${first}</a>`,
          ...rest.map((content) => ({ content, class: 'number' })),
        ];
      }),
    })}
  </details>
`;
