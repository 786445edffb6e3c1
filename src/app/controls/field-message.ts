import { html, type TemplateResult } from 'lit';

/** What stands below an entry, which names it as its description: what is wrong with it, or what it means. */
export const fieldMessage = (help: string, problem: string | TemplateResult | null): TemplateResult =>
  problem === null
    ? html`<div id="help" class="help">${help}</div>`
    : html`<div id="help" class="problem" role="alert">${problem}</div>`;
