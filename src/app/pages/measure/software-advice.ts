import { html, type TemplateResult } from 'lit';

/** Chrome hands out its software adapter on Linux without a word unless it is told to use Vulkan. */
export const LINUX_FLAGS = '--enable-unsafe-webgpu --enable-features=Vulkan --use-angle=vulkan';

/** Chrome on a desktop Linux; Android and ChromeOS have other ways. */
export const isLinuxChrome = (userAgent: string): boolean =>
  userAgent.includes('Linux') && userAgent.includes('Chrome/') && !userAgent.includes('Android');

/** What to do about a software adapter where there is a GPU. */
export const softwareAdvice = (userAgent: string = navigator.userAgent): TemplateResult =>
  isLinuxChrome(userAgent)
    ? html`<p>
        If this computer has a GPU: Chrome on Linux falls back to software without saying so. Close all its windows,
        start it with <code>${LINUX_FLAGS}</code>, and see under <code>chrome://gpu</code> that Vulkan and WebGPU are
        hardware accelerated.
      </p>`
    : html`<p>
        If this computer has a GPU: switch on hardware acceleration in the browser's settings, restart it, and look at
        <code>chrome://gpu</code> or <code>about:support</code> for what keeps the GPU from being used.
      </p>`;
