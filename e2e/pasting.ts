/** Runs in the page: pastes as the browser does, and tells for how many milliseconds the page was blocked by it. */
export function pasteInPage(pieces: string, times: number): Promise<number> {
  const box = document.querySelector<HTMLInputElement>('input[aria-label="Bit string"]')!;
  box.focus();
  box.select();
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', pieces.repeat(times));
  const start = performance.now();
  const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  // Firefox drops the data that the constructor is given
  if ((event.clipboardData?.getData('text/plain') ?? '') === '')
    Object.defineProperty(event, 'clipboardData', { value: clipboardData });
  box.dispatchEvent(event);
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
  });
}
