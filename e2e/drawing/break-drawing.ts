/** Makes drawing fail as a fault of the page would: in a component, in the page's own record of what it has drawn. */

interface Fiber {
  readonly tag: number;
  type: unknown;
  readonly return: Fiber | null;
  readonly alternate: Fiber | null;
  readonly stateNode: unknown;
  lanes: number;
  childLanes: number;
}

// these run in the page

/**
 * Lets the component that drew an element throw from now on, and draws it again at once. The component is drawn anew
 * as it was when it is asked for again. Gives back whether there is such an element.
 */
export function breakDrawing(selector: string): boolean {
  const element = document.querySelector(selector);
  const key = Object.keys(element ?? {}).find((name) => name.startsWith('__reactFiber$'));
  if (!element || key === undefined) return false;
  const isComponent = ({ tag }: Fiber): boolean => tag === 0 || tag === 15;
  const isBoundary = ({ tag, stateNode }: Fiber): boolean =>
    tag === 1 && typeof (stateNode as { forceUpdate?: unknown }).forceUpdate === 'function';
  const both = (fiber: Fiber, act: (one: Fiber) => void): void => {
    act(fiber);
    if (fiber.alternate) act(fiber.alternate);
  };
  let fiber: Fiber | null = (element as unknown as Record<string, Fiber>)[key]!;
  while (fiber && !isComponent(fiber)) fiber = fiber.return;
  if (!fiber) return false;
  both(fiber, (one) => {
    one.type = () => {
      throw new Error(`planted in ${selector}`);
    };
    one.lanes |= 32;
  });
  let above = fiber.return;
  for (; above && !isBoundary(above); above = above.return) both(above, (one) => (one.childLanes |= 32));
  if (!above) return false;
  both(above, (one) => (one.childLanes |= 32));
  (above.stateNode as { forceUpdate: () => void }).forceUpdate();
  return true;
}

/** What is said in the place of what could not be drawn. */
export const undrawn = (): string[] =>
  Array.from(document.querySelectorAll('.undrawn > [role=alert]'), (words) =>
    words.childElementCount === 0
      ? (words.textContent ?? '')
      : Array.from(words.children, ({ textContent }) => textContent).join(' '),
  );

/** Where the keyboard goes on: `body` is nowhere. */
export const focused = (): string =>
  document.activeElement?.textContent?.slice(0, 30) === undefined || document.activeElement === document.body
    ? 'nowhere'
    : document.activeElement.tagName === 'MAIN'
      ? 'main'
      : (document.activeElement.textContent ?? '').trim();

export const drawAllAgain = (): void =>
  document.querySelectorAll<HTMLElement>('.undrawn > button').forEach((button) => button.click());
