/** A button that says, when it cannot be used, why. */
import { useId, useRef, type JSX, type MouseEvent, type ReactNode } from 'react';

interface ReasonedButtonProps {
  /** Why it cannot be used now, in plain words; null: it can. */
  readonly refusal: string | null;
  readonly onClick: () => void;
  readonly className?: string;
  readonly children: ReactNode;
}

/**
 * A button that says why it cannot be used when it is pressed, and to assistive technology before. Not `disabled`, which
 * would take the focus from the press that used it up, and whose reason a finger never sees.
 */
export function ReasonedButton({
  refusal,
  onClick,
  className = '',
  children,
}: ReasonedButtonProps): JSX.Element {
  const id = useId();
  const reason = useRef<HTMLSpanElement>(null);
  const press = ({ currentTarget }: MouseEvent<HTMLElement>): void => {
    if (refusal === null) onClick();
    else if (reason.current) showBelow(reason.current, currentTarget);
  };
  return (
    <>
      <button
        type="button"
        className={`button small ${className}`}
        aria-disabled={refusal !== null}
        aria-describedby={refusal === null ? undefined : id}
        title={refusal ?? undefined}
        onClick={press}
      >
        {children}
      </button>
      <span ref={reason} id={id} popover="auto" role="status" className="reason">
        {refusal}
      </span>
    </>
  );
}

/** Room between a button and its reason, and between the reason and the window's edge; pixels. */
const GAP = 6;

function showBelow(popover: HTMLElement, button: HTMLElement): void {
  // Firefox before 125 and Safari before 17 have the title alone
  if (!CSS.supports('selector(:popover-open)')) return;
  popover.showPopover();
  const { left, bottom } = button.getBoundingClientRect();
  const room = document.documentElement.clientWidth - popover.offsetWidth - GAP;
  popover.style.left = `${scrollX + Math.max(GAP, Math.min(left, room))}px`;
  popover.style.top = `${scrollY + bottom + GAP}px`;
}
