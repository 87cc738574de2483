/** Has opened networks tested; what does that is loaded with the first of them. */
import { reportFault } from './report-fault.ts';
import type { Session } from './session.ts';

export function connectTesting({ store, layDown }: Session): void {
  let isOn = false;
  const begin = async (): Promise<void> => {
    isOn = true;
    try {
      const { createOpenedTests } = await import('./opened-tests.ts');
      createOpenedTests(store, (openedTest) => layDown({ openedTest }));
    } catch (error) {
      // the verdict says what is known without it, and the next one is tried again
      isOn = false;
      reportFault(error);
    }
  };
  store.watch(
    ({ opened }) => opened !== null,
    (isSomething) => {
      if (isSomething && !isOn) void begin();
    },
    false,
  );
}
