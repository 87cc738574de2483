/**
 * How long a story waits for what must come, before it says that it did not. Far more than an idle machine needs: a busy
 * one must not fail a story, and what has come is not waited for any longer.
 */
export const PATIENCE_MS = 180_000;
