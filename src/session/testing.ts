/** Has opened networks tested; what does that is loaded with the first of them. */
import type { Session } from './session.ts';

export function connectTesting({ store, layDown }: Session): void {
  let isOn = false;
  const begin = async (): Promise<void> => {
    isOn = true;
    // not to be had, or the page is being left: the verdict says what is known without it, and the next one is tried again
    const part = await import('./opened-tests.ts').catch(() => null);
    isOn = part !== null;
    part?.createOpenedTests(store, (openedTest) => layDown({ openedTest }));
  };
  store.watch(
    ({ opened }) => opened !== null,
    (isSomething) => {
      if (isSomething && !isOn) void begin();
    },
    false,
  );
}
