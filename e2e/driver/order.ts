import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, longest first, as the gate's results tell: whoever starts one last waits for it alone. */
const LONGEST = [
  'faults',
  'engines',
  'kept',
  'offline',
  'drawing',
  'bad-input',
  'faults-programme',
  'acts',
  'first-run',
  'silent-workers',
  'no-gpu',
  'every-state',
  'verdict',
  'keyboard',
  'gestures',
  'missing-features',
  'share',
  'reproducible',
  'embed',
  'axe',
  'four',
  'tabs',
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
