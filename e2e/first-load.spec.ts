import { FIRST_PAGE_KB, MOST_PAGE_KB, codeOfVisit } from '../config/page-code.ts';
import { expect, PAGES, test } from './fixtures.ts';

const [first] = PAGES;

test('what tells a host its headers is not served', async ({ request }) => {
  for (const file of ['_headers', 'nginx-headers.conf']) {
    expect((await request.get(`/${file}`)).status(), file).toBe(404);
  }
  expect((await request.get('/icon.svg')).status()).toBe(200);
});

for (const address of PAGES) {
  test(`a first visit of ${address} loads no more code than it may`, async ({ page, baseURL }) => {
    const { pageKb } = await codeOfVisit(page, `${baseURL ?? ''}${address}`);
    expect(pageKb).toBeGreaterThan(20);
    expect(pageKb).toBeLessThan(address === first ? FIRST_PAGE_KB : MOST_PAGE_KB);
  });
}
