/** How states and adjoints lie in the textures of the step design: rows of units, layers of quantities. */

/** Units of one texel of h or c, and units of a fragment on its way back. */
export const UNIT_GROUP = 4;
export const PAIR = 2;

/** Rows of groups and of pairs that the units of a network take. */
export const groupsOf = (hidden: number): number => Math.ceil(hidden / UNIT_GROUP);
export const pairsOf = (hidden: number): number => Math.ceil(hidden / PAIR);

/** Layers of a state (h, c) and of an adjoint (dz of either unit, carry, metrics), per string. */
export const STATE_LAYERS = 2;
export const ADJOINT_LAYERS = 4;
