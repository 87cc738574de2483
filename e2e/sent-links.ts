/** Stories of links as mail and chat deliver them, on a page that other stories have open. */
import { expect, test } from 'vitest';
import { casesIn, tellsAll } from './driver/open.ts';
import type { EngineName } from './driver/page.ts';
import type { Site } from './driver/serve.ts';
import type { Laboratory } from './laboratory.ts';

/** Runs in the page. */
function catchCopied(): void {
  const writeText = (text: string): Promise<void> => {
    (globalThis as unknown as { latchCopied?: string }).latchCopied = text;
    return Promise.resolve();
  };
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
}

export function sentLinkStories(engine: EngineName, laboratory: () => Laboratory, site: () => Site): void {
  const sent = [
    '#v=1&amp;preset=openai-variable&amp;hidden=3',
    '#v%3D1%26preset%3Dopenai-variable%26hidden%3D3',
    '#V=1&PRESET=OPENAI-VARIABLE&HIDDEN=3).',
    '?v=1&preset=openai-variable&hidden=3',
  ];
  test.each(casesIn(engine, sent, sent.length, 2))(
    '%s is the experiment that was sent, and is shared without the rest',
    async (link) => {
      await laboratory().page.goto(
        `${site().url}${link.startsWith('?') ? '' : `?utm_source=x&load=${link.length}`}${link}`,
      );
      await laboratory().page.waitFor(() => document.querySelector('main[data-status]') !== null);
      const shown = (): string =>
        `${document.querySelector<HTMLInputElement>('input[role=spinbutton]')!.value} ${document.querySelector('select')!.selectedOptions[0]!.textContent}`;
      await expect.poll(() => laboratory().page.evaluate<string>(shown)).toMatch(/^3 Own setting/u);
      expect((await laboratory().notices()).join(' ')).not.toContain('not understood');
      await laboratory().page.evaluate(catchCopied);
      await laboratory().page.click('button', 'Copy link');
      const copied = await laboratory().page.waitFor<string>('globalThis.latchCopied');
      expect(copied.slice(site().url.length)).toMatch(/^(\?load=\d+)?#v=1&preset=openai-variable&hidden=3$/u);
    },
  );

  if (tellsAll(engine)) midRunStories(laboratory);

  test('the last seeds begin anew, in words and in truth', async () => {
    await laboratory().open('seed=2147483647&replicas=3&max=2&lengths=fixed&strings=4');
    const seeds = (): string[] =>
      [...document.querySelectorAll('[aria-label="Shown seed"] [role=radio]')].map(
        (cell) => cell.getAttribute('aria-label')?.split(',')[0] ?? '',
      );
    expect(await laboratory().page.evaluate<string[]>(seeds)).toEqual([
      'Seed 2147483647',
      'Seed 1',
      'Seed 2',
    ]);
    await laboratory().page.click('radio', /^Seed 1,/u);
    const text = await laboratory().page.evaluate<string>("document.querySelector('main').textContent");
    expect(text).toContain('Result · seed 1');
    expect(text).not.toContain('2147483648');
    expect(text).toContain('on 10,000 random draws of the 4 strings of 2 bits');
    expect(text).toContain('4 training strings drawn at random may hold fewer than the 4 strings of 2 bits.');
  });
}

/** Of links that arrive while a run goes on. */
function midRunStories(laboratory: () => Laboratory): void {
  test('half of one that arrives in mid-run is named, and the run goes on', async () => {
    await laboratory().open(
      'preset=openai-variable&replicas=1&strings=1000000&epochs=1000&stop=budget&engine=cpu',
    );
    await laboratory().page.fill('Speed', '10 updates/s');
    await laboratory().page.click('button', 'Train');
    await laboratory().waitForStatus('training');
    await laboratory().page.evaluate("location.hash = '#v=1&preset=latch&hidden=33333'");
    await expect.poll(async () => (await laboratory().notices()).join(' ')).toContain('the run stays');
    expect(await laboratory().status()).toBe('training');
    await laboratory().page.evaluate("location.hash = '#elsewhere'");
    expect(await laboratory().status()).toBe('training');
  });

  test('a whole one that was escaped is opened, and what has run stays to compare with', async () => {
    await laboratory().waitForFigure('Training accuracy', 'value', 0);
    await laboratory().page.evaluate(
      "location.hash = '#v=1&amp;preset=openai-variable&amp;hidden=3&amp;replicas=1'",
    );
    const shown = (): string =>
      `${document.querySelector<HTMLInputElement>('input[role=spinbutton]')!.value} ${document.querySelectorAll('.ghosts li').length}`;
    await expect.poll(() => laboratory().page.evaluate<string>(shown)).toBe('3 1');
    expect((await laboratory().notices()).join(' ')).not.toContain('not understood');
    // as with any other change of the options, training goes on with them
    await laboratory().waitForStatus('training');
    await laboratory().page.click('button', 'Pause');
    expect(await laboratory().waitForStatus('paused')).toBe('paused');
    await laboratory().page.click('button', 'Reset');
  });
}
