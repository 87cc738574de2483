/** The page: in acts at its bare address, as the laboratory where a link asks for it. */
import './kit/tokens.css';
import './kit/base.css';
import './kit/controls.css';
import './layout.css';
import './page/keyboard.css';
import './kit/forced-colors.css';
import './print.css';
import { useEffect, type ComponentType, type JSX } from 'react';
import { forgetKept } from '../session/keeping.ts';
import { useSelect, useSession } from '../session/use-session.ts';
import { Header } from './page/header.tsx';
import { DrawingBoundary } from './kit/drawing-boundary.tsx';
import { Told } from './kit/told.tsx';
import { usePart } from './kit/use-part.ts';
import { Milestones } from './page/milestones.tsx';
import { Notices } from './page/notices.tsx';
import { Acts } from './story/acts.tsx';
import { UndrawnPage } from './undrawn-page.tsx';

const loadLaboratory = async (): Promise<ComponentType<{ readonly isAlone: boolean }>> =>
  (await import('./laboratory.tsx')).LaboratoryPage;
const loadPresenter = async (): Promise<ComponentType> => (await import('./presenter.tsx')).Presenter;

export function App(): JSX.Element {
  return (
    <DrawingBoundary name="The page" Around={UndrawnPage}>
      <Page />
    </DrawingBoundary>
  );
}

function Page(): JSX.Element {
  const status = useSelect((state) => state.status);
  const embed = useSelect((state) => state.embed);
  const showsFigures = useSelect((state) => state.embed && state.figures.length > 0);
  const isInActs = useSelect((state) => state.act !== null);
  const isPresented = useSelect((state) => state.presented !== null);
  const embedded = showsFigures ? 'figures' : embed ? '' : undefined;
  return (
    <div className="page" data-embed={embedded} data-view={isInActs ? 'acts' : 'laboratory'}>
      {showsFigures ? null : (
        <DrawingBoundary name="The head of the page">
          <Header />
        </DrawingBoundary>
      )}
      <main data-status={status} tabIndex={-1}>
        <DrawingBoundary name="A notice">
          <Notices />
        </DrawingBoundary>
        {isInActs ? <Acts /> : <LateLaboratory isAlone={embed} />}
      </main>
      <DrawingBoundary name="What is read aloud">
        <Milestones />
      </DrawingBoundary>
      {embed ? null : <Footer />}
      {isPresented ? <LatePresenter /> : null}
    </div>
  );
}

function LateLaboratory({ isAlone }: { readonly isAlone: boolean }): JSX.Element {
  const { Component, problem } = usePart('The laboratory', loadLaboratory);
  if (Component) return <Component isAlone={isAlone} />;
  return problem === null ? (
    <p className="soft">The laboratory is being loaded …</p>
  ) : (
    <section className="panel">
      <p className="soft">
        <Told text={problem} />
      </p>
    </section>
  );
}

/** The page is read as it stands until its other look has come, and on where that does not come. */
function LatePresenter(): JSX.Element | null {
  const session = useSession();
  const { Component, problem } = usePart('The presenter view', loadPresenter);
  useEffect(() => {
    if (problem === null) return;
    session.leavePresenting();
    session.notify({ kind: 'info', title: 'One figure alone cannot be shown', details: [problem] });
  }, [session, problem]);
  return Component ? (
    <DrawingBoundary name="The presenter view">
      <Component />
    </DrawingBoundary>
  ) : null;
}

function Footer(): JSX.Element {
  const session = useSession();
  return (
    <footer className="footer">
      <p>
        Everything is computed in this tab: no server, no cookies, nothing is sent anywhere. A link holds the
        whole experiment, its random seeds included. <a href="licenses.md">Licences</a> of what it is built
        with.
      </p>
      <p>
        What you train is kept in this browser, so that a reload loses nothing.{' '}
        <button type="button" className="button quiet small" onClick={() => void forgetKept(session)}>
          Forget everything kept here
        </button>
      </p>
    </footer>
  );
}
