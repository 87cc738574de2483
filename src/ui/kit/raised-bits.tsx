/** A string of bits in short notation, with raised counts. */
import { counted } from '../../session/counted.ts';
import type { JSX } from 'react';
import { notateBits } from './bit-notation.ts';
import { grouped } from './format.ts';

/** A string with its repetitions raised; read aloud and copied, they keep a sign. */
export function RaisedBits({ bits }: { readonly bits: string }): JSX.Element {
  return (
    <code translate="no" className="notation" title={bits.length <= 100 ? bits : counted(bits.length, 'bit')}>
      {notateBits(bits).map(({ text, times }, k) => (
        // pieces of one string never move
        <span key={k}>
          <span>{`${k > 0 ? ' ' : ''}${times > 1 && text.length > 1 ? `(${text})` : text}`}</span>
          {times > 1 ? (
            <>
              <span className="visually-hidden">^</span>
              <sup>{grouped(times)}</sup>
            </>
          ) : null}
        </span>
      ))}
    </code>
  );
}
