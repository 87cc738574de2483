/** Checks a certificate file: `npm run check-certificate FILE`. Exits with 0 when it holds, with 1 when it does not. */
import { readFileSync } from 'node:fs';
import { checkCertificate } from '../../src/proof/checker.ts';

const file = process.argv[2];
if (file === undefined) {
  console.error('usage: npm run check-certificate FILE');
  process.exit(2);
}

let text: string;
try {
  text = readFileSync(file, 'utf8');
} catch (error) {
  console.error(`${file} cannot be read: ${(error as Error).message}`);
  process.exit(2);
}

const result = checkCertificate(text);
if (!result.ok) {
  console.error(`Refused: ${result.problem}.`);
  process.exit(1);
}
const { spec, slack, boxes } = result.certificate;
console.log(
  `Accepted: ${spec.hidden} unit${spec.hidden === 1 ? '' : 's'}, ${spec.activation}; ${boxes.length} boxes, ` +
    `${result.images} images, slack ${slack}. The network answers strings of every length rightly.`,
);
