import { html, type TemplateResult } from 'lit';
import type { TableTwin } from './xy-data.ts';

/** The numbers of a chart as a table, for screen readers, for copying, and for those who prefer numbers. */
export const tableTwin = (title: string, { head, rows, hrefs }: TableTwin): TemplateResult => html`
  <details>
    <summary>Numbers</summary>
    <div class="table-scroll" tabindex="0" role="group" aria-label="Numbers of ${title}">
      <table>
        <thead>
          <tr>
            ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([first, ...rest], index) =>
              html`<tr>
                <th scope="row">${hrefs === undefined ? first : html`<a href=${hrefs[index]}>${first}</a>`}</th>
                ${rest.map((cell) => html`<td class="number">${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>
`;
