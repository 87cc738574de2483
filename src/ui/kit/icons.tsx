/** The pictures on buttons. */
import type { JSX, ReactNode } from 'react';

function Icon({ children }: { readonly children: ReactNode }): JSX.Element {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const PlayIcon = (): JSX.Element => (
  <Icon>
    <path d="M4.5 2.8v10.4L13 8z" fill="currentColor" />
  </Icon>
);

export const PauseIcon = (): JSX.Element => (
  <Icon>
    <path d="M4 3h3v10H4zM9 3h3v10H9z" fill="currentColor" />
  </Icon>
);

export const StepIcon = (): JSX.Element => (
  <Icon>
    <path d="M3 2.8v10.4L10 8zM11 3h2v10h-2z" fill="currentColor" />
  </Icon>
);

export const ResetIcon = (): JSX.Element => (
  <Icon>
    <path
      d="M3.2 8a4.8 4.8 0 1 0 1.6-3.6M3 2.2v3h3"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </Icon>
);

export const LinkIcon = (): JSX.Element => (
  <Icon>
    <path
      d="M6.6 9.4 9.4 6.6M7 4.8l1.7-1.7a2.9 2.9 0 0 1 4.2 4.2L11.2 9M9 11.2l-1.7 1.7a2.9 2.9 0 0 1-4.2-4.2L4.8 7"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
    />
  </Icon>
);

export const ThemeIcon = (): JSX.Element => (
  <Icon>
    <circle cx="8" cy="8" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.5" />
    <path d="M8 2.6a5.4 5.4 0 0 1 0 10.8z" fill="currentColor" />
  </Icon>
);

export const CloseIcon = (): JSX.Element => (
  <Icon>
    <path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
  </Icon>
);

export const DownloadIcon = (): JSX.Element => (
  <Icon>
    <path
      d="M8 2.5v7M4.8 6.8 8 10l3.2-3.2M3 13h10"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </Icon>
);
