/** Keyboards go on from the focus, so it must not vanish with a button that its own press takes away. */

/** Gives the focus to the main part, from which the next Tab starts. */
export const focusMain = (): void => document.querySelector('main')?.focus({ preventScroll: true });
