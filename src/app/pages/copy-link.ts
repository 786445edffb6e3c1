import type { Toast } from '../state/toast.ts';

/**
 * Puts an address of this page into the clipboard and says what it holds. Where the clipboard is refused the link stands in the
 * address bar, from which it can be copied.
 */
export const copyLink = async (toast: Toast, hash: string, holds: string): Promise<void> => {
  const link = new URL(hash, window.location.href).href;
  const what = `it holds ${holds} in ${String(Math.ceil(link.length / 1000))} kB`;
  try {
    await navigator.clipboard.writeText(link);
    toast.show(`Link copied; ${what}.`);
  } catch {
    window.history.replaceState(null, '', hash);
    toast.show(`The link stands in the address bar; ${what}.`);
  }
};
