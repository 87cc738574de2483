/** Tells the console, and who listens there, of an error that the page goes on after. */
export function reportFault(fault: unknown): void {
  if (typeof reportError === 'function') reportError(fault);
  else
    void Promise.reject(
      fault instanceof Error ? fault : new Error('something other than an error was thrown'),
    );
}
