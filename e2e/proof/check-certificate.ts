/**
 * Checks a certificate file: `npm run check-certificate FILE`. Exits with 0 when it holds, with 1 when it does not, with
 * 2 when there is none to check.
 */
import { checkedFile } from './checked-file.ts';

const file = process.argv[2];
const { exit, text } =
  file === undefined ? { exit: 2, text: 'usage: npm run check-certificate FILE' } : checkedFile(file);
if (exit === 0) console.log(text);
else console.error(text);
process.exitCode = exit;
