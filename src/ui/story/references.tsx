/** The words that the page uses, what it rests on, and how to cite it. */
import type { JSX } from 'react';

const WORDS: readonly (readonly [string, string])[] = [
  ['Parity', 'Whether the number of ones is odd or even.'],
  [
    'Seed',
    'The number that a network’s random start and its strings follow from: the same seed, the same run.',
  ],
  ['Cell state', 'The number that an LSTM keeps from bit to bit, one for each unit.'],
  ['Gate', 'A number between 0 and 1 that says how much passes.'],
  ['Solved', 'Right on all of 10,000 strings that the network has not seen.'],
  ['Leaks', 'Forgets a little with every bit, so that a long string makes it wrong.'],
  ['Latches', 'Falls back into one of two places with every bit, and so holds for ever.'],
  [
    'Proved',
    'Shown to be right for strings of every length, and checked by a program that shares nothing with the search.',
  ],
  ['Update', 'One step of the optimizer, here Adam, on one batch of strings.'],
];

export function Words(): JSX.Element {
  return (
    <div className="words">
      <h3>Words</h3>
      <dl>
        {WORDS.map(([word, meaning]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const REFERENCES: readonly { readonly text: string; readonly href: string }[] = [
  {
    text: 'OpenAI: Requests for Research 2.0, “Warmup 1” (2018): the question.',
    href: 'https://openai.com/index/requests-for-research-2/',
  },
  {
    text: 'SeanBae/xor-lstm (2018): the Keras notebook whose two tests are presets here. It labels every step, passes its softmax through a second one, and tests on strings that it has trained on; here held-out strings are new.',
    href: 'https://github.com/SeanBae/xor-lstm',
  },
  {
    text: 'Hochreiter and Schmidhuber: Long short-term memory. Neural Computation 9(8), 1997.',
    href: 'https://doi.org/10.1162/neco.1997.9.8.1735',
  },
  {
    text: 'Shalev-Shwartz, Shamir and Shammah: Failures of gradient-based deep learning. ICML 2017.',
    href: 'https://arxiv.org/abs/1703.07950',
  },
  {
    text: 'Weiss, Goldberg and Yahav: Extracting automata from recurrent neural networks using queries and counterexamples. ICML 2018.',
    href: 'https://arxiv.org/abs/1711.09576',
  },
  {
    text: 'Sussillo and Barak: Opening the black box. Neural Computation 25(3), 2013.',
    href: 'https://doi.org/10.1162/NECO_a_00409',
  },
  {
    text: 'Delétang and others: Neural networks and the Chomsky hierarchy. ICLR 2023.',
    href: 'https://arxiv.org/abs/2207.02098',
  },
  {
    text: 'van Rossem and Saxe: Algorithm development in neural networks: insights from the streaming parity task. ICML 2025.',
    href: 'https://arxiv.org/abs/2507.09897',
  },
];

export function References(): JSX.Element {
  return (
    <div className="references">
      <h3>References</h3>
      <ol>
        {REFERENCES.map(({ text, href }) => (
          <li key={href}>
            <a href={href}>{text}</a>
          </li>
        ))}
      </ol>
      <h3>Cite</h3>
      <pre className="bibtex" translate="no" tabIndex={0} aria-label="BibTeX">
        {bibtex()}
      </pre>
    </div>
  );
}

/** As `CITATION.cff` has it, with the address that the reader has come to. */
const bibtex = (): string =>
  `@software{latch2026,
  title  = {Latch: an {LSTM} learns the parity of bit strings inside a browser tab},
  author = {{Latch contributors}},
  year   = {2026},
  url    = {${location.href.replace(/[?#].*$/u, '')}}
}`;
