import { chromium } from 'playwright';
import { CHROMIUM_ARGS, findChromium } from '../config/chromium.ts';
import { err, ok, problem, type Problem, type Result } from '../src/base/result.ts';

const FOOT =
  '<div style="width:100%;padding:0 12mm;font:8px sans-serif;text-align:right"><span class="pageNumber"></span> of <span class="totalPages"></span></div>';

/** An HTML document that stands alone, as PDF, printed by a Chromium that is there. */
export const printPdf = async (html: string): Promise<Result<Uint8Array, Problem>> => {
  const executablePath = findChromium();
  if (executablePath === null) {
    const message =
      'pdf needs a Chromium and finds none; install Chrome or Chromium, or set ROOFRACK_CHROMIUM to its path.';
    return err(problem('pdf', message));
  }
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGS] });
  try {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.setContent(html);
    return ok(
      await page.pdf({
        preferCSSPageSize: true,
        printBackground: true,
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate: FOOT,
      }),
    );
  } finally {
    await browser.close();
  }
};
