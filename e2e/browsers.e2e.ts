/**
 * What the other stories take for granted about their engines, said out loud: WebGL2 with float targets in the page,
 * and in a worker where the engine allows it. Also the driver's own test, on a page with one of each control.
 */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, openPage } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveStatic } from './scripts/static-server.mjs';

interface GraphicsReport {
  readonly webgl2: boolean;
  readonly floatTargets: boolean;
  readonly drawBuffers: number;
  readonly renderer: string;
}

/** Runs in the page and, as text, in a worker. */
function probeGraphics(): GraphicsReport {
  const canvas = new OffscreenCanvas(1, 1);
  const gl = canvas.getContext('webgl2');
  if (gl === null) return { webgl2: false, floatTargets: false, drawBuffers: 0, renderer: '' };
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return {
    webgl2: true,
    floatTargets: gl.getExtension('EXT_color_buffer_float') !== null,
    drawBuffers: gl.getParameter(gl.MAX_DRAW_BUFFERS) as number,
    renderer: gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL) as string,
  };
}

function probeInPage(): Omit<GraphicsReport, 'renderer'> {
  const gl = document.createElement('canvas').getContext('webgl2');
  return {
    webgl2: gl !== null,
    floatTargets: (gl?.getExtension('EXT_color_buffer_float') ?? null) !== null,
    drawBuffers: (gl?.getParameter(gl.MAX_DRAW_BUFFERS) as number | undefined) ?? 0,
  };
}

function probeInWorker(probe: string): Promise<GraphicsReport> {
  const source = `postMessage((${probe})())`;
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data as GraphicsReport));
    worker.addEventListener('error', () => reject(new Error('the worker failed')));
  });
}

const controls = `<!doctype html><meta charset="utf-8"><title>Controls</title><link rel="icon" href="data:,">
<button aria-label="Train">T</button> <button aria-hidden="true">Train</button> <button disabled>Off</button>
<label>Bits <input></label> <label for="units">Units</label><input id="units" type="range" min="1" max="8">
<label>Task <select><option value="a">Fixed</option><option value="b">Variable</option></select></label>
<button id="above" hidden>Above</button><p><button id="moves">Moves</button></p>
<fieldset><legend>Labels</legend><label><input type="radio" name="r"> last</label></fieldset>
<script>
  globalThis.log = [];
  for (const type of ['click', 'input', 'change', 'keydown'])
    document.addEventListener(type, (event) =>
      log.push([type, event.isTrusted, event.key ?? event.target.value ?? ''].join(' ')));
</script>`;

let directory: string;
let site: Awaited<ReturnType<typeof serveStatic>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'latch-controls-'));
  await writeFile(join(directory, 'index.html'), controls);
  site = await serveStatic({ directory });
});

afterAll(async () => {
  await site.close();
  await rm(directory, { recursive: true });
});

describe.each(engines)('%s', (engine) => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage(engine);
    await page.goto(site.url);
  });
  afterAll(() => page.close());

  test('draws into several float targets in the page', async () => {
    const inPage = await page.evaluate(probeInPage);
    expect(inPage).toMatchObject({ webgl2: true, floatTargets: true });
    expect(inPage.drawBuffers).toBeGreaterThanOrEqual(4);
  });

  test('clicks, types and chooses with events the page can trust', async () => {
    await page.click('button', 'Train');
    await page.fill('Bits', '0110');
    await page.fill('Bits', '101');
    await page.press('ArrowLeft');
    await page.press('Shift+ArrowLeft');
    await page.type('1');
    await page.fill('Units', '3');
    await page.fill('Task', 'Variable');
    await page.click('radio', /^last/);
    const log = await page.evaluate<string[]>('log');
    expect(log).toContain('click true ');
    expect(log).toContain('keydown true ArrowLeft');
    expect(log).toContain('input true 111');
    expect(log).toContain('input false 3');
    expect(log).toContain('change false b');
    expect(log.at(-1)).toBe('change true on');
    expect(await page.has('group', 'Labels')).toBe(true);
    expect(await page.has('button', 'Off')).toBe(false);
    expect(await page.has('button', 'Nobody')).toBe(false);
  });

  test('presses what has moved from under the pointer, and nothing else', async () => {
    await page.evaluate(() => {
      const [above, moves] = ['above', 'moves'].map((id) => document.getElementById(id)!);
      const push = (): void => {
        Object.assign(above!.style, { display: 'block', position: 'absolute', inset: '0', width: '100%' });
        Object.assign(moves!.style, { position: 'absolute', zIndex: 1, bottom: '0' });
      };
      addEventListener('pointermove', push, { once: true });
      document.documentElement.dataset['pressed'] = '';
      addEventListener('click', ({ target }) => {
        document.documentElement.dataset['pressed'] += `${(target as Element).id} `;
        above!.style.display = 'none';
      });
    });
    await page.click('button', 'Moves');
    expect(await page.evaluate(() => document.documentElement.dataset['pressed'])).toBe('moves ');
  });

  test('sizes the page, photographs it and hears its errors', async () => {
    await page.setViewport(700, 500);
    expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([700, 500]);
    const picture = join(directory, `${engine}.png`);
    await page.screenshot(picture);
    expect((await stat(picture)).size).toBeGreaterThan(1000);
    expect(await page.consoleErrors()).toEqual([]);
    await page.evaluate("setTimeout(() => { throw new Error('planted'); })");
    await expect.poll(async () => (await page.consoleErrors()).join()).toContain('planted');
    await expect(page.evaluate("Promise.reject(new Error('told'))")).rejects.toThrow('told');
  });

  // WebKitGTK on a machine without a GPU gives WebGL to the page or to a worker, not to both
  test('draws into several float targets in a worker', async () => {
    const isOther = engine === 'webkit';
    const other = isOther ? await openPage(engine, { webglInWorkers: true }) : page;
    if (isOther) await other.goto(site.url);
    const inWorker = await other.evaluate(probeInWorker, probeGraphics.toString());
    if (isOther) await other.close();
    console.log(`${engine}: ${JSON.stringify(inWorker)}`);
    expect(inWorker).toMatchObject({ webgl2: true, floatTargets: true });
    expect(inWorker.drawBuffers).toBeGreaterThanOrEqual(4);
  });
});

test.runIf(engines.includes('webkit'))('WebKitGTK as it is shipped keeps WebGL out of workers', async () => {
  const page = await openPage('webkit');
  await page.goto(site.url);
  const inWorker = await page.evaluate(probeInWorker, probeGraphics.toString());
  await page.close();
  expect(inWorker.webgl2).toBe(false);
});
