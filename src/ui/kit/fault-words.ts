/** What kept something from being drawn, in words for the visitor; `thrown` may be anything. */
export function faultWords(thrown: unknown): string {
  const { name, message } = asError(thrown);
  // what the browser throws when a node is not where it was put
  if (name === 'NotFoundError' || name === 'HierarchyRequestError')
    return 'Something else has changed the page, as translators and extensions do.';
  if (LACKS.test(message) || name === 'ReferenceError')
    return `This browser may lack something that it needs, or the page is at fault: “${brief(message)}”.`;
  return `The page is at fault: “${brief(message)}”.`;
}

/** Not by its class: what comes from another frame has another one. */
function asError(thrown: unknown): { readonly name: string; readonly message: string } {
  if (typeof thrown !== 'object' || thrown === null) return { name: '', message: String(thrown) };
  const { name, message } = thrown as { readonly name?: unknown; readonly message?: unknown };
  return {
    name: typeof name === 'string' ? name : '',
    message: typeof message === 'string' ? message : '',
  };
}

/** How Chromium, Firefox and Safari say that there is no such function, class or object. */
const LACKS =
  /is not a (function|constructor)|is not defined|find variable|undefined is not|is undefined|is null/u;

const MOST = 200;

/** Some messages hold a whole source text. */
const brief = (message: string): string => {
  const line = message.trim().replaceAll(/\s+/gu, ' ').replace(/\.$/u, '');
  return line.length > MOST ? `${line.slice(0, MOST)} …` : line || 'no word of why';
};
