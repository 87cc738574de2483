/** Where it is written that something is kept, so that nobody has to look for it where nothing is. */

/** In the storage of all tabs: some tab has kept something. */
export const HINT = 'latch-kept';

/** In the tab's own storage: the name of its slot, for one page of the site. */
export const slotKey = (place: string): string => `latch-slot ${place}`;
