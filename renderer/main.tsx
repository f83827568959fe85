import './styles/every-style.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { OutsideNotice } from './app/outside-notice.tsx';
import { companionOf } from './bridge.ts';
import { createStores, openStores } from './store/stores.ts';

const place = document.getElementById('root');
const companion = companionOf(window);
if (place && companion) {
  const stores = createStores(companion);
  openStores(stores, companion);
  createRoot(place).render(
    <StrictMode>
      <App stores={stores} />
    </StrictMode>,
  );
} else if (place) {
  createRoot(place).render(<OutsideNotice failure={{ code: 'untrusted-sender' }} />);
}
