import { html, render } from 'lit';
import { page, userEvent } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import type { FieldTypedEvent } from '../rr-number-field/rr-number-field.ts';
import './rr-radio-buttons.ts';

const place = document.createElement('div');
afterEach(() => {
  place.remove();
});

test('arrow keys choose the next and the one before, round and round; with a modifier they are the browser’s', async () => {
  const options = ['a', 'b', 'c'].map((value) => ({ value, label: `Option ${value}` }));
  const chosen: string[] = [];
  const draw = (value: string): void => {
    render(
      html`<rr-radio-buttons
        label="Options"
        value=${value}
        .options=${options}
        @rr-field-typed=${({ text }: FieldTypedEvent) => {
          chosen.push(text);
          draw(text);
        }}
      ></rr-radio-buttons>`,
      place,
    );
  };
  document.body.append(place);
  draw('b');
  const [first, last] = ['a', 'c'].map((value) => page.getByRole('radio', { name: `Option ${value}` }));
  await userEvent.keyboard('{Tab}{ArrowRight}');
  await expect.element(last!).toBeChecked();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(first!).toBeChecked();
  await userEvent.keyboard('{ArrowLeft}');
  await expect.element(last!).toBeChecked();
  expect(place.querySelector('rr-radio-buttons')?.shadowRoot?.activeElement).toBe(last!.element());
  const back = new KeyboardEvent('keydown', { key: 'ArrowLeft', altKey: true, bubbles: true, cancelable: true });
  expect(last!.element().dispatchEvent(back)).toBe(true);
  expect(chosen).toEqual(['c', 'a', 'c']);
});
