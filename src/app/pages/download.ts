/** Hands a text or a picture to the reader as a file. The name keeps to letters that every file system takes. */
export const download = (name: string, type: string, content: string | Blob): void => {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 120);
  link.click();
  // The browser reads the blob after this task; a minute is far beyond that.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
};
