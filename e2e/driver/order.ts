import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, longest first, as the gate's results tell: whoever starts one last waits for it alone. */
const LONGEST = [
  'engines',
  'offline',
  'acts',
  'faults-programme',
  'silent-workers',
  'kept',
  'every-state',
  'no-gpu',
  'drawing',
  'verdict',
  'first-run',
  'bad-input',
  'gestures',
  'lost-gpu',
  'faults',
  'share',
  'dead-page',
  'way-back',
  'missing-features',
  'embed',
  'spoken',
  'print',
  'presets',
  'tabs',
  'keyboard',
  'axe',
  'reproducible',
  'four',
  'presenter',
];

/** Side by side, the longest files start first, as a fresh machine knows nothing of earlier runs. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.e2e.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
