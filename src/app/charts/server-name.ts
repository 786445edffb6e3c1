/** "DGX A100 640GB (8x A100 80GB)" → "DGX A100 640GB": what stands in brackets repeats the accelerators. */
export const shortServerName = (model: string): string => model.replace(/\s*\([^)]*\)\s*$/, '');
