import { type ReactElement, useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { useStore } from 'zustand';
import { BlockedScreen } from '../sections/entry/blocked-screen.tsx';
import { OpeningScreen } from '../sections/entry/opening-screen.tsx';
import { PasteKeyScreen } from '../sections/entry/paste-key-screen.tsx';
import { WaitingScreen } from '../sections/entry/waiting-screen.tsx';
import { WelcomeScreen } from '../sections/entry/welcome-screen.tsx';
import type { Stores } from '../store/stores.ts';
import { StoresContext, useAccount, useStores } from '../store/use-stores.ts';
import { AppNotices } from './app-notices.tsx';
import { AppShell } from './app-shell.tsx';
import { LiveRegion } from './live-region.tsx';

/** The whole window. Which screen is up follows from where the person stands with Convene. */
export const App = ({ stores }: { stores: Stores }): ReactElement => (
  <I18nProvider locale="en-US">
    <StoresContext value={stores}>
      <Screen />
      <AppNotices />
      <LiveRegion />
      <PlatformMark />
    </StoresContext>
  </I18nProvider>
);

/** Lets the styles leave room for the window's own buttons. */
function PlatformMark(): null {
  const platform = useStore(useStores().about, (state) => state.about?.platform);
  useEffect(() => {
    if (platform) document.documentElement.dataset.platform = platform;
  }, [platform]);
  return null;
}

function Screen(): ReactElement {
  const view = useAccount((state) => state.view);
  switch (view.state) {
    case 'opening':
      return <OpeningScreen />;
    case 'blocked':
      return <BlockedScreen failure={view.failure} />;
    case 'signed-out':
      return <Entrance />;
    case 'waiting':
      return <WaitingScreen view={view} />;
    case 'signed-in':
    case 'pasted-key':
      return <AppShell view={view} />;
  }
}

function Entrance(): ReactElement {
  const { account } = useStores();
  const [pasting, setPasting] = useState(false);
  const turnTo = (paste: boolean): void => {
    account.forgetFailure();
    setPasting(paste);
  };
  return pasting ? (
    <PasteKeyScreen onBack={() => turnTo(false)} />
  ) : (
    <WelcomeScreen onPaste={() => turnTo(true)} />
  );
}
