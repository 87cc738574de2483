/** What is said, everywhere alike, where a part of the program has not come. */

const RELOAD = 'Reload the page: the link keeps the experiment.';

/** `what` begins the sentence: "The proof worker". */
export const notLoaded = (what: string): string =>
  `${what} could not be loaded: the site was not reached, or it has been renewed. ${RELOAD}`;

export const notYetLoaded = (what: string, seconds: number): string =>
  `${what} has not come within ${seconds} seconds: the network is slow, or the site has been renewed. ${RELOAD}`;

/** Such words come with a button that does it. */
export const advisesReload = (text: string): boolean => text.includes(RELOAD);
