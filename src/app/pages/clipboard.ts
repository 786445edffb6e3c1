import type { Toast } from '../state/toast.ts';

/** Puts a text into the clipboard and says whether it is there: some browsers give the clipboard to nobody. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * An address of this program, for somebody else: into the clipboard, or where that is refused into the address bar, from
 * where it can be copied.
 */
export const shareLink = async (hash: string, holds: string, toast: Toast): Promise<void> => {
  const copied = await copyText(new URL(hash, window.location.href).href);
  if (!copied) window.history.replaceState(null, '', hash);
  toast.show(`${copied ? 'Link copied' : 'The link stands in the address bar'}; it holds ${holds}.`);
};
