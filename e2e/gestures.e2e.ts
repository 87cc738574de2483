/** What hands do to the page: take back, press keys of other countries, drop things. One page for all of it. */
import { afterAll, beforeAll, describe } from 'vitest';
import { besides } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { dropsStories } from './gestures/drops.ts';
import { shortcutsStories } from './gestures/shortcuts.ts';
import { undoStories } from './gestures/undo.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

describe.each(besides('webkit'))('%s', (engine) => {
  let laboratory: Laboratory;
  beforeAll(async () => void (laboratory = await openLaboratory(site, engine)));
  afterAll(() => laboratory.close());

  describe('undo', () => {
    undoStories(() => laboratory);
  });
  describe('drops', () => {
    dropsStories(() => laboratory);
  });
  describe('shortcuts', () => {
    shortcutsStories(() => laboratory);
  });
});
