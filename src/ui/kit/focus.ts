/** Where the focus goes. Keyboards go on from the focus, so it must not vanish with a button that its own press takes away. */

/** Gives the focus to the main part, from which the next Tab starts. */
export const focusMain = (): void => document.querySelector('main')?.focus({ preventScroll: true });

/** Gives the focus to the button that repairs. */
export const focusRepair = (): void => document.querySelector<HTMLElement>('.repair-button')?.focus();

/** Brings the panel of the typed string to the top of the window, and what is in its box under the next key. */
export function focusTextBox(): void {
  const box = document.querySelector<HTMLInputElement>('input.bits');
  if (!box) return;
  box.focus({ preventScroll: true });
  box.select();
  // at once: the first key would stop a smooth scroll where it is
  box.closest('.panel')?.scrollIntoView({ block: 'start' });
}
