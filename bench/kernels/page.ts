import { check, type CheckRequest, type CheckResult } from './check.ts';

declare global {
  interface Window {
    checkKernels: (request: CheckRequest) => Promise<CheckResult>;
    /** What the runner offers to the page. */
    note: (text: string) => Promise<void>;
  }
}

window.checkKernels = (request) => check(navigator.gpu, request, (text) => void window.note(text));
