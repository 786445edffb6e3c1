import { readFileSync } from 'node:fs';
import type { Download, Locator, Page } from '@playwright/test';
import { accessibilityFaults, expect, openPage, test } from './fixtures.ts';
import { shoot } from './pictures.ts';

const room = (page: Page): Locator => page.getByRole('region', { name: 'What your racks and your hall take' });

const saved = async (page: Page, save: () => Promise<void>): Promise<Download> => {
  const waiting = page.waitForEvent('download');
  await save();
  return waiting;
};

const bytes = async (download: Download): Promise<Buffer> => readFileSync(await download.path());

test('my racks take 17 kW and 900 kg: what does my fleet look like in my hall? from a cold start in five interactions', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Racks' }).click();
  await room(page).getByLabel('Rack power').fill('17');
  await room(page).getByLabel('Rack load').fill('900');
  await room(page).getByLabel('Racks per row').fill('12');
  // DGX A100 of 6.5 kW: two fit 17 kW.
  await expect(page.getByText('a rack full of servers: 2 per rack')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^\s*\d+\s+racks, proved least\s*$/);
  await expect(page.getByText(/Power binds/)).toBeVisible();
  await expect(page.getByRole('group', { name: /^Floor plan: \d+ racks in \d+ rows/ })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Table of losses' })).toContainText('utility');
  const file = await saved(page, () => page.getByRole('button', { name: 'NetBox', exact: true }).click());
  expect(file.suggestedFilename()).toMatch(/netbox\.zip$/);
  expect((await bytes(file)).toString('latin1')).toContain('racks.csv');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  await shoot(page, 'racks-17-kw');
});

/** Tabs on until something has the focus. */
const tabTo = async (page: Page, wanted: Locator): Promise<void> => {
  for (let presses = 0; presses < 200; presses++) {
    if (await wanted.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement === element)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('The focus never came there.');
};

test('the same by keyboard alone, with a device moved and put back', async ({ page }) => {
  await page.goto('/');
  await tabTo(page, page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Racks' }));
  await page.keyboard.press('Enter');
  await expect(room(page)).toBeVisible();
  for (const [label, value] of [
    ['Rack power', '17'],
    ['Rack load', '900'],
  ] as const) {
    await tabTo(page, room(page).getByLabel(label));
    await page.keyboard.press('Control+A');
    await page.keyboard.type(value);
    await page.keyboard.press('Enter');
  }
  await expect(page.getByText('a rack full of servers: 2 per rack')).toBeVisible();
  const server = page.getByRole('button', { name: /DGX A100.*, U7–12,.* front$/ }).first();
  await tabTo(page, server);
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('status').filter({ hasText: 'stands at U8–13, front' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'The picked device' })).toContainText('6.5 kW');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('status').filter({ hasText: 'There is no free place further down' })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Workbook (XLSX)' }));
  const file = await saved(page, () => page.keyboard.press('Enter'));
  expect((await bytes(file)).subarray(0, 2).toString()).toBe('PK');
});

test('a device goes where the pointer takes it, not onto another, and back', async ({ page }) => {
  await openPage(page, '#/racks');
  const rack = page.locator('rr-rack-elevation').first();
  const top = rack.getByRole('button', { name: /^NVIDIA DGX A100/ }).last();
  const name = await top.getAttribute('aria-label');
  await top.scrollIntoViewIfNeeded();
  const box = await top.boundingBox();
  if (box === null) throw new Error('The device is not drawn.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const dragBy = async (pixels: number): Promise<void> => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + pixels, { steps: 4 });
    await page.mouse.up();
  };
  await dragBy(24);
  await expect(
    page.getByRole('status').filter({ hasText: /Not moved: U\d+–\d+ is taken: NVIDIA DGX A100/ }),
  ).toBeVisible();
  await dragBy(-24);
  await expect(page.getByRole('status').filter({ hasText: /stands at U\d+–\d+, front/ })).toBeVisible();
  await page.locator('rr-rack-drawings').getByRole('button', { name: 'Undo the last move' }).click();
  await expect(rack.getByRole('button', { name: name ?? '', exact: true }).last()).toBeVisible();
});

/** Three DGX A100 on two feeds of 208 V and 60 A, as NetBox imports them. */
const netboxFiles = (): { name: string; mimeType: string; buffer: Buffer }[] => {
  const csv = (name: string, ...rows: string[]) => ({
    name,
    mimeType: 'text/csv',
    buffer: Buffer.from(rows.join('\n')),
  });
  const supplies = [1, 2, 3].flatMap((server) =>
    [1, 2, 3, 4, 5, 6].map((supply) => `dgx-${String(server)},PSU${String(supply)},3250,1083`),
  );
  return [
    csv('racks.csv', 'site,name,status,u_height', 'S,A01,active,42'),
    csv(
      'devices.csv',
      'name,role,manufacturer,device_type,site,rack,position,face',
      ...[1, 7, 13].map(
        (unit, index) => `dgx-${String(index + 1)},server,NVIDIA,DGX A100 640GB,S,A01,${String(unit)},front`,
      ),
    ),
    csv(
      'power-feeds.csv',
      'site,power_panel,rack,name,status,type,supply,phase,voltage,amperage,max_utilization',
      ...['A', 'B'].map((side) => `S,P,A01,${side},active,primary,ac,three-phase,208,60,80`),
    ),
    csv('power-ports.csv', 'device,name,maximum_draw,allocated_draw', ...supplies),
  ];
};

test('a rack out of NetBox is shown beside what its power figure hides', async ({ page }) => {
  await openPage(page, '#/racks');
  const netbox = page.getByRole('region', { name: 'Racks that stand in NetBox' });
  await netbox.locator('input[type=file]').setInputFiles(netboxFiles());
  await expect(netbox.getByRole('row', { name: /A01/ })).toContainText(
    /56\.4 %\s+113 %\s+90\.2 %\s+over its rating, no trip/,
  );
  await expect(netbox.getByRole('button', { name: /DGX A100.*front$/ })).toHaveCount(3);
  expect(await accessibilityFaults(page)).toEqual([]);
  await netbox.evaluate((element) => {
    element.scrollIntoView();
  });
  await shoot(page, 'racks-netbox');
  await netbox
    .locator('input[type=file]')
    .setInputFiles([{ name: 'wrong.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') }]);
  await expect(netbox).toContainText('The files were not opened');
});

const losses = (page: Page): Locator => page.getByRole('region', { name: 'What a loss leads to' });

/** GPUs of the whole fleet, as the page counts them while nothing is switched off. */
const wholeFleet = async (page: Page): Promise<string> => {
  const remaining = losses(page).getByText(/^\s*([\d,]+) of \1 GPUs/);
  await expect(remaining).toBeVisible();
  const [whole] = (await remaining.innerText()).trim().split(' ');
  if (whole === undefined) throw new Error('No GPUs are counted.');
  return whole;
};

test('parts are switched off in the table, below a rack, in the hall and by name, and all on again', async ({
  page,
}) => {
  await openPage(page, '#/racks');
  const whole = await wholeFleet(page);
  await losses(page).getByRole('button', { name: 'Lose panel A1 + panel B1', exact: true }).click();
  await expect(losses(page)).not.toContainText(`${whole} of ${whole} GPUs`);
  await expect(losses(page)).toContainText(new RegExp(`[1-9][\\d,]* of ${whole} GPUs`));
  await expect(page.getByText(/^\d+ down of \d+$/).first()).toBeVisible();
  await losses(page).getByRole('button', { name: 'Restore all' }).click();
  await expect(losses(page)).toContainText(`${whole} of ${whole} GPUs`);

  await page.getByRole('button', { name: 'Switch off rack A01 feed A' }).click();
  const moved = page.getByRole('group', { name: 'Table of moved loads' });
  await expect(moved.getByRole('row', { name: /rack A01 feed B/ })).toContainText(
    /22\.6 A\s+45\.2 A\s+48 A\s+60 A\s+ok/,
  );
  await page.getByRole('button', { name: 'Switch rack A01 feed A on again' }).click();

  const hall = page.getByRole('group', { name: /^Floor plan/ });
  await hall.getByRole('button', { name: /^A01, rack 1/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(losses(page).getByRole('button', { name: 'Switch rack A02 on again' })).toBeVisible();
  // Five servers of eight GPUs stand in it.
  const withoutA02 = (Number(whole.replaceAll(',', '')) - 40).toLocaleString('en');
  await expect(losses(page)).toContainText(`${withoutA02} of ${whole} GPUs`);
  await expect(hall.getByRole('button', { name: /^A02, rack 2, .*, down$/ })).toBeFocused();

  await losses(page).getByLabel('Switch off by name').fill('ups a1');
  await expect(losses(page).getByRole('button', { name: 'Switch off', exact: true })).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(losses(page).getByRole('button', { name: 'Switch UPS A1 on again' })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await losses(page).evaluate((element) => {
    element.scrollIntoView();
  });
  await shoot(page, 'racks-losses');
  await losses(page).getByRole('button', { name: 'Restore all' }).click();
  await expect(losses(page)).toContainText('Nothing is switched off');
});

test('a device moves to the next rack by keys and by pointer, or it is said why it cannot', async ({ page }) => {
  await openPage(page, '#/racks');
  const racks = page.locator('rr-rack-elevation');
  await expect(racks).toHaveCount(4);
  const announced = (text: RegExp): Locator => page.getByRole('status').filter({ hasText: text });
  const serverOf = (rack: number): Locator =>
    racks
      .nth(rack)
      .getByRole('button', { name: /^NVIDIA DGX A100/ })
      .first();
  await serverOf(0).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(announced(/Not moved: Power: that rack would need 3\d\.\d kW and has 34\.5 kW/)).toBeVisible();

  // The last rack has room in its upper half: the first rack of the kind before it becomes a kind of its own, with one server less.
  await racks.last().scrollIntoViewIfNeeded();
  const [from, to] = [await serverOf(2).boundingBox(), await racks.last().boundingBox()];
  if (from === null || to === null) throw new Error('Nothing is drawn.');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 100, to.y + to.height / 4, { steps: 6 });
  await page.mouse.up();
  await expect(announced(/stands at U\d+–\d+, front, in rack \d+/)).toBeVisible();
  await expect(racks).toHaveCount(5);
  await expect(page.getByText('changed by hand')).toHaveCount(2);
  await expect(page.getByRole('complementary', { name: 'The picked device' })).toContainText(/Rack \d+/);

  await page.keyboard.press('Control+Z');
  await expect(racks).toHaveCount(4);
  await expect(announced(/The last move is undone/)).toBeVisible();
  await page.getByRole('button', { name: 'Redo', exact: true }).nth(1).click();
  await expect(racks).toHaveCount(5);

  // What was moved stands when the reader comes back from another page, and is written into the files.
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Plan' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Racks' }).click();
  await expect(racks).toHaveCount(5);
});

/** Elements on the page, through all shadow roots. */
const elements = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const count = (root: ParentNode): number =>
      [...root.querySelectorAll('*')].reduce(
        (sum, element) => sum + 1 + (element.shadowRoot === null ? 0 : count(element.shadowRoot)),
        0,
      );
    return count(document);
  });

test('a thousand racks are drawn with little more than some, and asked about off the page’s thread', async ({
  page,
}) => {
  await openPage(page, '#/racks');
  await wholeFleet(page);
  const some = await elements(page);
  await openPage(page, '#/plan');
  await page.locator('rr-scenario-sentence').getByLabel('Queries per day').fill('5B');
  await expect(page.locator('rr-scenario-sentence')).not.toHaveAttribute('aria-busy', 'true');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Racks' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^\s*\d,\d{3}\s+racks, proved least\s*$/);
  await expect(page.getByRole('group', { name: /^Floor plan: \d,\d{3} racks in/ })).toBeVisible();
  const cancel = losses(page).getByRole('button', { name: 'Cancel' });
  await cancel.click();
  await expect(losses(page)).toContainText('Not every loss was followed');
  await losses(page).getByRole('button', { name: 'Follow all losses' }).click();
  await expect(losses(page)).toContainText(/pairs are too many and were left out/, { timeout: 60_000 });
  // Some more rows in the hall: fewer elements than there are racks more.
  expect((await elements(page)) - some).toBeLessThan(1000);
  expect(await page.locator('rr-rack-elevation').count()).toBeLessThanOrEqual(12);
  expect(await losses(page).getByRole('row').count()).toBeLessThanOrEqual(13);
});
