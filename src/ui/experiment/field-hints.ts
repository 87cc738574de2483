/** The words beside each option. */
import type { ConfigKey } from '../../session/experiment.ts';

/** What each option does, in the words that stand beside it. */
export const FIELD_HINTS: Readonly<Record<ConfigKey, string>> = {
  lengths: 'all equally long, or each its own',
  supervision: 'where the right answer is told',
  max: 'bits of the longest string',
  strings: 'of one epoch',
  sparse: 'share with mostly zeros, or mostly ones',
  hidden: 'cells of memory',
  activation: 'curve of the three gates',
  head: 'how two outputs become a probability',
  init: 'how the first weights are drawn',
  lr: 'how far an update goes',
  batch: 'strings of one gradient',
  repeats: 'before the next batch',
  epochs: 'at most',
  stop: 'when a network is done',
  evaluate: 'training strings; 0: after each epoch',
  replicas: 'networks at once',
  seed: 'of the first replica; the next follow',
};
