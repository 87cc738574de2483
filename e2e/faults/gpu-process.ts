/** Ends a Chromium's GPU process, as drivers that crash and systems that run out of memory do. */
import type { ChromiumPage } from '../driver/chromium.ts';

export const GPU_ENDINGS = ['crash', 'kill'] as const;
export type GpuEnding = (typeof GPU_ENDINGS)[number];

export async function endGpuProcess({ playwright }: ChromiumPage, how: GpuEnding): Promise<void> {
  const browser = playwright.context().browser();
  if (!browser) throw new Error('there is no browser');
  const session = await browser.newBrowserCDPSession();
  if (how === 'crash') {
    // it is not there to answer
    await session.send('Browser.crashGpuProcess').catch(() => undefined);
    return;
  }
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const gpu = processInfo.find(({ type }) => /gpu/iu.test(type));
  if (!gpu) throw new Error('there is no GPU process');
  process.kill(gpu.id, 'SIGKILL');
}
